package org.intercore.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
