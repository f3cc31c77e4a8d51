package org.intercore.properties.process;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Copies classes with a call to {@link DeathPoint#reached} in front of each step that another process
 * could see. The library itself knows nothing of it: the copies stand before it on the class path of
 * those who are to die.
 */
final class StepInstrumentation {
  private static final int API = Opcodes.ASM9;
  private static final String DEATH_POINT = "org/intercore/properties/process/DeathPoint";
  private static final String LITTLE_ENDIAN = "org/intercore/icmsg/buffer/LittleEndian";
  private static final String SHARED_WORDS = "org/intercore/icmsg/buffer/SharedWords";
  private static final Pattern STORE =
      Pattern.compile("put.*|setMemory|add.*|compareAnd.*|getAndSet.*|getAndAdd.*");
  private static final Pattern CHANNEL_STEP = Pattern.compile(
      "open|close|release|lock|tryLock|truncate|write|read|map|bind|accept|connect");

  private static final Pattern LIBRARY =
      Pattern.compile("org/intercore/(icmsg|icbmsg|zerocopy)/.*\\.class");

  /** Which methods of which classes are steps. */
  private static final Map<String, Pattern> STEPS = Map.ofEntries(
      Map.entry(LITTLE_ENDIAN, STORE),
      Map.entry(SHARED_WORDS, STORE),
      Map.entry("org/agrona/MutableDirectBuffer", STORE),
      Map.entry("org/agrona/concurrent/AtomicBuffer", STORE),
      Map.entry("org/agrona/concurrent/UnsafeBuffer", STORE),
      Map.entry("org/agrona/IoUtil", Pattern.compile("unmap")),
      Map.entry("java/nio/file/Files", Pattern.compile("(create|delete|move|copy|set|write).*")),
      Map.entry("java/nio/channels/FileChannel", CHANNEL_STEP),
      Map.entry("java/nio/channels/FileLock", CHANNEL_STEP),
      Map.entry("java/nio/channels/ServerSocketChannel", CHANNEL_STEP),
      Map.entry("java/nio/channels/SocketChannel", CHANNEL_STEP),
      Map.entry("java/nio/channels/Selector", CHANNEL_STEP));

  private StepInstrumentation() {}

  /** What a process that is to die consists of, besides the library: what fills its messages. */
  private static final String FILLER = "org/intercore/properties/process/Letter.class";

  /**
   * Copies the library's classes.
   *
   * @param target where to; for a class path
   * @param origins directories or jars; the first one that has a class decides
   */
  static void copy(final Path target, final List<Path> origins) throws IOException {
    for (final Path origin : origins) {
      if (Files.isDirectory(origin)) {
        copyTree(target, origin);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(origin)) {
          copyTree(target, jar.getPath("/"));
        }
      }
    }
  }

  private static void copyTree(final Path target, final Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        final String name = root.relativize(file).toString();
        if (name.equals(FILLER) || LIBRARY.matcher(name).matches()) {
          copyClass(target.resolve(name), file);
        }
      }
    }
  }

  private static void copyClass(final Path target, final Path origin) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    final ClassReader reader = new ClassReader(Files.readAllBytes(origin));
    // Nothing that is pushed stays on the stack, so that its frames remain as they are.
    final ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new StepsOfClass(writer), 0);
    Files.createDirectories(target.getParent());
    Files.write(target, writer.toByteArray());
  }

  private static final class StepsOfClass extends ClassVisitor {
    private static final Set<String> STEPS_OF_THEIR_CALLERS =
        Set.of(LITTLE_ENDIAN, SHARED_WORDS, DEATH_POINT);

    private String owner;

    StepsOfClass(final ClassVisitor next) {
      super(API, next);
    }

    @Override
    public void visit(
        final int version,
        final int access,
        final String name,
        final String signature,
        final String superName,
        final String[] interfaces) {
      owner = name;
      super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        final int access,
        final String name,
        final String descriptor,
        final String signature,
        final String[] exceptions) {
      final MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      return STEPS_OF_THEIR_CALLERS.contains(owner)
          ? next
          : new StepsOfMethod(next, simple(owner) + "." + name);
    }
  }

  private static final class StepsOfMethod extends MethodVisitor {
    private final String method;
    private int line;

    StepsOfMethod(final MethodVisitor next, final String method) {
      super(API, next);
      this.method = method;
    }

    @Override
    public void visitLineNumber(final int number, final Label start) {
      line = number;
      super.visitLineNumber(number, start);
    }

    @Override
    public void visitMethodInsn(
        final int opcode,
        final String owner,
        final String name,
        final String descriptor,
        final boolean isInterface) {
      final Pattern steps = STEPS.get(owner);
      if (steps != null && steps.matcher(name).matches()) {
        super.visitLdcInsn(method + ":" + line + " " + simple(owner) + "." + name);
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, DEATH_POINT, "reached", "(Ljava/lang/String;)V", false);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  private static String simple(final String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }
}
