package org.intercore.api;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What users of a library see of it: the classes of the packages that its module exports to everybody, without code
 * and without what is private to a class or a package.
 */
final class ApiJar {
  private static final String CLASS = ".class";
  private static final int VISIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

  /** The same whenever it is made, so that a renewal without a change is none. */
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private final ModuleReader module;
  private final Map<String, byte[]> seen = new TreeMap<>();

  private ApiJar(final ModuleReader module) {
    this.module = module;
  }

  /** Of a library as it was built: a folder of classes, or a jar. */
  static ApiJar of(final Path library) throws IOException {
    final Set<String> exported = exported(library);
    try (ModuleReader module = reference(library).open()) {
      final ApiJar jar = new ApiJar(module);
      for (final String file : module.list().sorted().toList()) {
        if (file.endsWith(CLASS) && exported.contains(packageOf(file))) {
          final ClassReader read = jar.read(file);
          if (isVisible(read.getAccess())) {
            jar.see(read);
          }
        }
      }
      return jar;
    }
  }

  private static ModuleReference reference(final Path library) {
    return ModuleFinder.of(library).findAll().iterator().next();
  }

  private static String packageOf(final String file) {
    return file.substring(0, Math.max(0, file.lastIndexOf('/'))).replace('/', '.');
  }

  private ClassReader read(final String file) throws IOException {
    try (InputStream in = module.open(file).orElseThrow()) {
      return new ClassReader(in);
    }
  }

  /** The packages that a library's module exports to everybody. */
  static Set<String> exported(final Path library) {
    return reference(library).descriptor().exports().stream()
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isVisible(final int access) {
    return (access & VISIBLE) != 0;
  }

  private void see(final ClassReader read) throws IOException {
    if (seen.containsKey(read.getClassName())) {
      return;
    }
    final ClassWriter writer = new ClassWriter(0);
    read.accept(
        new Visible(writer),
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    seen.put(read.getClassName(), writer.toByteArray());
    // What a class has from one that nobody else sees is seen all the same.
    for (final String above : Stream.concat(
            Stream.ofNullable(read.getSuperName()), Stream.of(read.getInterfaces()))
        .toList()) {
      if (module.find(above + CLASS).isPresent()) {
        see(read(above + CLASS));
      }
    }
  }

  void write(final Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
      for (final Map.Entry<String, byte[]> one : seen.entrySet()) {
        final JarEntry entry = new JarEntry(one.getKey() + CLASS);
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        out.write(one.getValue());
        out.closeEntry();
      }
    }
  }

  /** The packages of which a jar has classes. */
  static Set<String> packages(final Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> packageOf(entry.getName()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The abstract classes that others could extend: those with a constructor that they see. */
  List<String> openToExtension() {
    final List<String> open = new ArrayList<>();
    seen.forEach((name, bytes) -> new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              private boolean isAbstract;

              @Override
              public void visit(
                  final int version,
                  final int access,
                  final String className,
                  final String signature,
                  final String superName,
                  final String[] interfaces) {
                isAbstract = (access & Opcodes.ACC_ABSTRACT) != 0;
              }

              @Override
              public MethodVisitor visitMethod(
                  final int access,
                  final String method,
                  final String descriptor,
                  final String signature,
                  final String[] exceptions) {
                if (isAbstract && method.equals("<init>")) {
                  open.add(name);
                }
                return null;
              }
            },
            ClassReader.SKIP_CODE));
    return open;
  }

  /** Leaves out what only a class itself, its nest or its package sees. */
  private static final class Visible extends ClassVisitor {
    Visible(final ClassVisitor out) {
      super(Opcodes.ASM9, out);
    }

    @Override
    public void visitNestHost(final String host) {
      // Only for access to what is private.
    }

    @Override
    public void visitNestMember(final String member) {
      // As above.
    }

    @Override
    public FieldVisitor visitField(
        final int access,
        final String name,
        final String descriptor,
        final String signature,
        final Object value) {
      return isVisible(access)
          ? super.visitField(access, name, descriptor, signature, value)
          : null;
    }

    @Override
    public MethodVisitor visitMethod(
        final int access,
        final String name,
        final String descriptor,
        final String signature,
        final String[] exceptions) {
      return isVisible(access)
          ? super.visitMethod(access, name, descriptor, signature, exceptions)
          : null;
    }
  }
}
