package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may meet in a directory of channels: its owner alone (directory 0700, files 0600), or some users
 * more, by a group of theirs (directory 2770, files 0660).
 *
 * <p>The kernel knows groups and no lists of users for a file, so the directory's group decides who
 * reaches the memory, and the list decides whose directory is used and whose socket is answered.
 */
public final class Access {
  /** Nobody but the user. */
  public static final Access OWNER_ONLY = new Access(Set.of());

  private static final Path SELF = Path.of("/proc/self");
  private static final int SET_GROUP_ID = 02000;
  private static final String NO_OTHERS = "rwxrwx---";

  private final Set<Integer> others;

  private Access(final Set<Integer> others) {
    this.others = others;
  }

  /**
   * The user and others.
   *
   * @param userIds of the others; none = the user alone
   * @return who may meet
   */
  public static Access withUsers(final Set<Integer> userIds) {
    return userIds.isEmpty() ? OWNER_ONLY : new Access(new TreeSet<>(userIds));
  }

  private boolean isShared() {
    return !others.isEmpty();
  }

  /** Makes the directory if that is for us to do. A group is chosen by whoever makes a shared one. */
  void makeDirectory(final Path path) throws IOException {
    if (!isShared()) {
      Files.createDirectory(path, mode("rwx------"));
    } else if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " has to be there before several users can meet in it: make it"
          + " with the group of all of them, then run chmod 2770 on it");
    }
  }

  /** Refuses a directory that others can enter, or that is not the user's own. */
  void requireUsable(final Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is not a directory (symbolic links are refused)");
    }
    if (isPosix()) {
      requireMode(path);
      requireOwner(path);
    }
  }

  private void requireMode(final Path path) throws IOException {
    final Set<PosixFilePermission> mode =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    final String allowed = isShared() ? NO_OTHERS : "rwx------";
    if (!PosixFilePermissions.fromString(allowed).containsAll(mode)) {
      throw new IOException(path + " can be entered by others ("
          + PosixFilePermissions.toString(mode) + "): run chmod " + (isShared() ? "2770" : "700")
          + " on it");
    }
    final int bits = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (isShared() && (bits & SET_GROUP_ID) == 0) {
      // Else a file belongs to its maker's group, and the others cannot open it.
      throw new IOException(path + " does not hand its group on: run chmod 2770 on it");
    }
  }

  private void requireOwner(final Path path) throws IOException {
    if (Files.exists(SELF)) {
      final Object mine = Files.getAttribute(SELF, "unix:uid");
      final Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (!mine.equals(owner) && !others.contains(owner)) {
        throw new IOException(path + " belongs to user id " + owner + ", not to " + mine
            + (isShared() ? " or one of " + others : ""));
      }
    }
  }

  /** Whether somebody may be spoken to who is not the owner of the directory. */
  boolean allows(final UserPrincipal user) throws IOException {
    if (isShared() && Files.exists(SELF) && user.equals(Files.getOwner(SELF))) {
      return true;
    }
    for (final int id : others) {
      if (FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(Integer.toString(id))
          .equals(user)) {
        return true;
      }
    }
    return false;
  }

  /** What a file of the directory is created with. */
  FileAttribute<?>[] fileMode() {
    return mode(fileModeText());
  }

  private String fileModeText() {
    return isShared() ? "rw-rw----" : "rw-------";
  }

  /** For what could not be created with the mode that it shall have, or lost some of it to the umask. */
  void grant(final Path file) throws IOException {
    if (isPosix()) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(fileModeText()));
    }
  }

  /** As {@link #grant}, where the file may be one that somebody else has made and granted. */
  void grantIfOwn(final Path file) throws IOException {
    if (isShared() && isOwn(file)) {
      grant(file);
    }
  }

  private static boolean isOwn(final Path file) throws IOException {
    return Files.exists(SELF)
        && Files.getAttribute(SELF, "unix:uid")
            .equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }

  private static FileAttribute<?>[] mode(final String mode) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
