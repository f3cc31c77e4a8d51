package org.intercore.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds true what stands on what in the bridge, and that nobody else stands on Aeron. */
@AnalyzeClasses(packages = "org.intercore", importOptions = ImportOption.DoNotIncludeTests.class)
class BridgeLayerRulesTest {
  private static final String AERON = "io.aeron..";
  private static final String BRIDGE = "org.intercore.bridge";

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices().matching("org.intercore.bridge.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule FRONT_DOOR_IS_ON_TOP = noClasses()
      .that()
      .resideInAPackage(BRIDGE + ".*..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage(BRIDGE)
      .because("the root package is the module's front door, above all that it is built of");

  @ArchTest
  static final ArchRule THE_WIRE_AND_THE_NEAR_SIDE_KNOW_NO_AERON = noClasses()
      .that()
      .resideInAnyPackage(BRIDGE + ".wire", BRIDGE + ".fault", BRIDGE + ".near")
      .should()
      .dependOnClassesThat()
      .resideInAPackage(AERON);

  @ArchTest
  static final ArchRule NOBODY_ELSE_KNOWS_AERON = noClasses()
      .that()
      .resideOutsideOfPackages(BRIDGE + "..", "org.intercore.bridgecli..")
      .should()
      .dependOnClassesThat()
      .resideInAPackage(AERON);

  @ArchTest
  static final ArchRule THE_LIBRARY_DOES_NOT_KNOW_ITS_COMMAND = noClasses()
      .that()
      .resideInAPackage(BRIDGE + "..")
      .should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.intercore.bridgecli..", "org.intercore.cli..", "picocli..");
}
