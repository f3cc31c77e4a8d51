package org.intercore.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemEpochClock;
import org.intercore.icbmsg.rendezvous.ChannelState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No deadline and nobody's life depends on the time of day, which an administrator or a time server may
 * set at any moment: the libraries never ask for it.
 */
@AnalyzeClasses(
    packages = {"org.intercore.icmsg", "org.intercore.icbmsg", "org.intercore.zerocopy"},
    importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("sources")
@Tag("sources")
class ClockRulesTest {
  /** Methods of the JDK that ask for the time of day, or wait until one. */
  private static final Set<String> OF_THE_DAY = Set.of(
      "java.lang.System.currentTimeMillis",
      "java.util.Date.<init>",
      "java.util.Calendar.getInstance",
      "java.util.concurrent.locks.LockSupport.parkUntil",
      "java.util.concurrent.locks.Condition.awaitUntil");

  private static final DescribedPredicate<JavaAccess<?>> ASKS_FOR_THE_TIME_OF_DAY =
      DescribedPredicate.describe("asks for the time of day", access -> {
        final String owner = access.getTargetOwner().getName();
        final String name = access.getTarget().getName();
        return OF_THE_DAY.contains(owner + "." + name)
            || owner.startsWith("java.time.") && name.equals("now")
            || owner.equals("java.time.Clock")
            || owner.startsWith("org.agrona.") && owner.contains("Epoch");
      });

  @ArchTest
  static final ArchRule NOBODY_ASKS_FOR_THE_TIME_OF_DAY =
      noClasses().should().accessTargetWhere(ASKS_FOR_THE_TIME_OF_DAY);

  /** When a file was written last is told to people, by the one class that looks. */
  @ArchTest
  static final ArchRule NOBODY_DECIDES_BY_THE_TIMES_OF_FILES = noClasses()
      .that()
      .doNotHaveSimpleName("Inventory")
      .should()
      .accessTargetWhere(DescribedPredicate.describe(
          "asks for the time of a file",
          access -> access.getTarget().getName().matches("lastModified.*|.*LastModifiedTime")
              && !access.getTargetOwner().isEquivalentTo(ChannelState.class)));

  private static final class Asks {
    long system() {
      return System.currentTimeMillis();
    }
  }

  private static final class Dates {
    Object date() {
      return new Date();
    }
  }

  private static final class Times {
    Object instant() {
      return Instant.now();
    }
  }

  private static final class Epochs {
    long agrona() {
      return SystemEpochClock.INSTANCE.time();
    }
  }

  private static final class Sleeps {
    void until() {
      LockSupport.parkUntil(1);
    }
  }

  private static final class Files {
    FileTime time(final BasicFileAttributes attributes) {
      return attributes.lastModifiedTime();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Asks.class, Dates.class, Times.class, Epochs.class, Sleeps.class})
  void whoeverAsksForTheTimeOfDayIsFound(final Class<?> asker) {
    assertFound(NOBODY_ASKS_FOR_THE_TIME_OF_DAY, asker);
  }

  @ParameterizedTest
  @ValueSource(classes = Files.class)
  void whoeverAsksForTheTimeOfAFileIsFound(final Class<?> asker) {
    assertFound(NOBODY_DECIDES_BY_THE_TIMES_OF_FILES, asker);
  }

  private static void assertFound(final ArchRule rule, final Class<?> asker) {
    assertThatThrownBy(() -> rule.check(new ClassFileImporter().importClasses(asker)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(asker.getSimpleName());
  }
}
