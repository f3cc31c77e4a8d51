package org.intercore.cli.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.Words;
import org.intercore.cli.file.FileFailure;
import org.intercore.cli.file.Sha256;

/**
 * A file that is being received: written beside its place, and put there only when it is whole.
 * Until then, and if it never gets so far, what was there before stays.
 */
final class IncomingFile implements AutoCloseable {
  private final MessageDigest digest = Sha256.start();
  private final Path target;
  private final long length;
  private final PartFile part;
  private long written;
  private String problem;

  private IncomingFile(final Path target, final long length, final PartFile part) {
    this.target = target;
    this.length = length;
    this.part = part;
  }

  /**
   * Begins a file.
   *
   * @throws FileFailure if a file of that name cannot be written there
   */
  static IncomingFile begin(final Path directory, final String name, final long length) {
    final String wrong = FileNames.problem(name);
    if (wrong != null) {
      throw new FileFailure(wrong);
    }
    if (length < 0) {
      throw new FileFailure("a length of " + length + " cannot be");
    }
    try {
      final Path target = directory.resolve(name);
      if (Files.isDirectory(target)) {
        throw new FileFailure("the receiver has a directory of that name");
      }
      return new IncomingFile(target, length, PartFile.create(directory));
    } catch (final IOException | InvalidPathException e) {
      throw new FileFailure("the receiver cannot write it: " + Reasons.of(e), e);
    }
  }

  /** Writes what arrived, straight from shared memory; what goes wrong is kept for later. */
  void write(final ByteBuffer bytes) {
    if (problem != null) {
      return;
    }
    written += bytes.remaining();
    if (written > length) {
      problem = "more than the announced " + Words.count(length, "byte") + " arrived";
      return;
    }
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        part.channel().write(bytes);
      }
    } catch (final IOException e) {
      problem = "the receiver cannot write it: " + Reasons.of(e);
    }
  }

  /** What went wrong so far, or null. */
  String problem() {
    return problem;
  }

  /**
   * Puts the file in its place if it is what was sent.
   *
   * @param sentBytes how long the sender says that it is
   * @param sentDigest what the sender says that its SHA-256 is
   * @throws FileFailure if it is not, or cannot be put there
   */
  FileResult commit(final long sentBytes, final byte[] sentDigest) {
    final byte[] received = digest.digest();
    if (problem != null) {
      throw new FileFailure(problem);
    }
    if (written != length || written != sentBytes) {
      throw new FileFailure("only " + written + " of " + Words.count(length, "byte") + " arrived");
    }
    if (!Arrays.equals(received, sentDigest)) {
      throw new FileFailure("the SHA-256 of what arrived is not the sender's");
    }
    try {
      part.moveTo(target);
    } catch (final IOException e) {
      throw new FileFailure("the receiver cannot put it in its place: " + Reasons.of(e), e);
    }
    return FileResult.stored(target.getFileName().toString(), written, received);
  }

  /** Ends it; without a {@link #commit} nothing of it remains. */
  @Override
  public void close() {
    try {
      part.close();
    } catch (final IOException e) {
      throw new FileFailure("the temporary file cannot be removed: " + Reasons.of(e), e);
    }
  }
}
