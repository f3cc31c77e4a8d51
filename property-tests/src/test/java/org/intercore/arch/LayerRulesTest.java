package org.intercore.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.channels.Channel;
import java.nio.channels.Selector;
import java.util.regex.Pattern;

/**
 * Holds the layers of the three libraries true: each module knows only the floors below it, and
 * inside a module nothing knows the front door in its root package. The test kit knows none of them.
 */
@AnalyzeClasses(
    packages = {
      "org.intercore.icmsg",
      "org.intercore.icbmsg",
      "org.intercore.zerocopy",
      "org.intercore.testkit"
    },
    importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("sources")
class LayerRulesTest {
  private static final String AGRONA = "org.agrona..";
  private static final String JCTOOLS = "org.jctools..";
  private static final String FLIGHT_RECORDER = "jdk.jfr..";
  private static final String MICROMETER = "io.micrometer..";

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES = slices()
      .matching("org.intercore.(**)")
      .should()
      .beFreeOfCycles()
      .allowEmptyShould(true)
      .because("a reader who starts at the lowest package never needs a higher one");

  @ArchTest
  static final ArchRule ICMSG_STANDS_ON_AGRONA = moduleKnowsOnly("org.intercore.icmsg", AGRONA);

  @ArchTest
  static final ArchRule ICBMSG_STANDS_ON_ICMSG = moduleKnowsOnly(
      "org.intercore.icbmsg",
      "org.intercore.icmsg..",
      AGRONA,
      JCTOOLS,
      FLIGHT_RECORDER,
      MICROMETER);

  @ArchTest
  static final ArchRule MICROMETER_IS_OPTIONAL = noClasses()
      .that()
      .resideOutsideOfPackage("org.intercore.icbmsg.metrics")
      .should()
      .dependOnClassesThat()
      .resideInAPackage(MICROMETER)
      .because("who does not use the binder need not have it");

  @ArchTest
  static final ArchRule ZEROCOPY_STANDS_ON_ICBMSG = moduleKnowsOnly(
      "org.intercore.zerocopy", "org.intercore.icbmsg..", "org.intercore.icmsg..", AGRONA, JCTOOLS);

  @ArchTest
  static final ArchRule TESTKIT_STANDS_ON_ITS_OWN = classes()
      .that()
      .resideInAPackage("org.intercore.testkit..")
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "org.intercore.testkit..",
          "org.junit.jupiter.api..",
          "org.opentest4j..",
          "org.assertj..")
      .because("a stranger's transport runs it with the kit's jar alone");

  @ArchTest
  static final ArchRule BUFFERS_COME_FROM_ONE_FACTORY = noClasses()
      .that()
      .resideOutsideOfPackage("org.intercore.icmsg.buffer")
      .should()
      .dependOnClassesThat()
      .haveNameMatching(
          "org\\.agrona\\.(concurrent\\.UnsafeBuffer|UnsafeApi|BufferUtil|Expandable.*)")
      .because("these need a flag of the JVM, without which the library has to work, too");

  @ArchTest
  static final ArchRule ICMSG_FRONT_DOOR_IS_ON_TOP = nothingInsideKnows("org.intercore.icmsg");

  @ArchTest
  static final ArchRule ICBMSG_FRONT_DOOR_IS_ON_TOP = nothingInsideKnows("org.intercore.icbmsg");

  @ArchTest
  static final ArchRule ZEROCOPY_FRONT_DOOR_IS_ON_TOP =
      nothingInsideKnows("org.intercore.zerocopy");

  @ArchTest
  static final ArchRule NOBODY_IS_FORCED_TO_LOG = noClasses()
      .should()
      .dependOnClassesThat()
      .haveFullyQualifiedName("java.lang.System$Logger")
      .orShould()
      .dependOnClassesThat()
      .resideInAPackage("java.util.logging..")
      .orShould(ACCESS_STANDARD_STREAMS)
      .because(
          "what happens is told to handlers and counted; where it is written is the user's choice");

  @ArchTest
  static final ArchRule WHO_CAN_BE_CLOSED_IS_AUTO_CLOSEABLE = classes()
      .that(describe(
          "have a public method close()",
          one -> one.tryGetMethod("close")
              .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
              .isPresent()))
      .should()
      .beAssignableTo(AutoCloseable.class)
      .because("a try statement ends it");

  /** To these a channel is lent by their owners: a reader for one look, and two records of a server's. */
  private static final Pattern BORROWERS = Pattern.compile(
      "org\\.intercore\\.icbmsg\\.(rendezvous\\.ChannelFileReader|server\\.Reception\\$Visitor|ServerClient)");

  @ArchTest
  static final ArchRule WHO_HOLDS_A_DESCRIPTOR_CAN_BE_CLOSED = classes()
      .that(describe(
          "hold a file, a socket or a selector",
          one ->
              one.getFields().stream().map(JavaField::getRawType).anyMatch(LayerRulesTest::isOpen)))
      .and(describe("own it", one -> !BORROWERS.matcher(one.getName()).matches()))
      .should()
      .beAssignableTo(AutoCloseable.class)
      .because(
          "what was opened is given back when its owner says so, and not when it is collected");

  private static boolean isOpen(final JavaClass type) {
    return type.isAssignableTo(Channel.class) || type.isAssignableTo(Selector.class);
  }

  private static ArchRule moduleKnowsOnly(String root, String... floorsBelow) {
    String[] known = new String[floorsBelow.length + 3];
    known[0] = "java..";
    known[1] = "jdk.net..";
    known[2] = root + "..";
    System.arraycopy(floorsBelow, 0, known, 3, floorsBelow.length);
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known)
        .allowEmptyShould(true)
        .because("modules are floors, and a floor knows only those below it");
  }

  private static ArchRule nothingInsideKnows(String root) {
    return noClasses()
        .that()
        .resideInAPackage(root + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(root)
        .allowEmptyShould(true)
        .because("the root package is the module's front door, above all that it is built of");
  }
}
