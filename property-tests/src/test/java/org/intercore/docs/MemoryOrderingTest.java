package org.intercore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.LittleEndian;
import org.intercore.icmsg.buffer.SharedWords;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The page on memory ordering and the code say the same: whatever the page names is there, and every
 * field and every method that orders memory stands on the page. Who adds one adds a row.
 */
@Tag("sources")
class MemoryOrderingTest {
  private static final Path PAGE = Path.of("..", "docs", "memory-ordering.md");
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]+)\\.([a-zA-Z_]+)`");
  private static final Pattern ORDERED = Pattern.compile(
      ".*(Acquire|Release|Volatile|Opaque|Ordered)|compareAndSet.*|getAnd.*|.*Fence");
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");
  private static final JavaClasses CODE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("org.intercore.icmsg", "org.intercore.icbmsg", "org.intercore.zerocopy");

  private static Set<String> named(final String page) {
    return NAMED
        .matcher(page)
        .results()
        .map(MatchResult::group)
        .map(span -> span.substring(1, span.length() - 1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> members() {
    final Set<String> members = new TreeSet<>();
    for (final JavaClass one : CODE) {
      for (final JavaMember member : one.getMembers()) {
        members.add(name(member));
      }
    }
    return members;
  }

  private static String name(final JavaMember member) {
    final String plain = LAMBDA.matcher(member.getName()).replaceFirst("$1");
    return member.getOwner().getSimpleName() + "." + (plain.equals("<init>") ? "new" : plain);
  }

  /** Fields that several threads may touch, and methods that say how shared memory is ordered. */
  private static Set<String> ordering() {
    final Set<String> ordering = new TreeSet<>();
    for (final JavaClass one : CODE) {
      if (one.getPackageName().equals(LittleEndian.class.getPackageName())) {
        continue; // the accessors themselves
      }
      for (final JavaField field : one.getFields()) {
        if (field.getModifiers().contains(JavaModifier.VOLATILE)
            || field.getRawType().getPackageName().equals("java.util.concurrent.atomic")) {
          ordering.add(name(field));
        }
      }
      for (final JavaMethodCall call : one.getMethodCallsFromSelf()) {
        if (orders(call.getTarget())) {
          ordering.add(name(call.getOrigin()));
        }
      }
    }
    return ordering;
  }

  private static boolean orders(final AccessTarget.MethodCallTarget target) {
    final JavaClass owner = target.getOwner();
    return ORDERED.matcher(target.getName()).matches()
        && (owner.isEquivalentTo(LittleEndian.class)
            || owner.isEquivalentTo(SharedWords.class)
            || owner.isEquivalentTo(AtomicBuffer.class)
            || owner.isEquivalentTo(VarHandle.class));
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void whateverIsNamedIsThere() throws IOException {
    final Set<String> named = named(page());
    assertThat(named).hasSizeGreaterThan(80);
    assertThat(members()).containsAll(named);
  }

  @Test
  void whateverOrdersMemoryIsNamed() throws IOException {
    assertThat(ordering()).hasSizeGreaterThan(80);
    assertThat(named(page()))
        .as("add a row to docs/memory-ordering.md: who writes it, who reads it, what it pairs with")
        .containsAll(ordering());
  }

  @Test
  void aNameThatIsNotThereIsFound() {
    assertThat(members()).contains("SpinLock.held").doesNotContain("SpinLock.taken");
    assertThat(named("the word `SpinLock.taken`, and `not.one`")).containsExactly("SpinLock.taken");
    assertThat(ordering()).contains("SpinLock.held", "PacketRingWriter.publish", "SlotLink.bond");
  }
}
