package org.intercore.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the top floor to the same rules as the libraries under it. */
@AnalyzeClasses(
    packages = "org.intercore.cli",
    importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("sources")
class CliLayerRulesTest {
  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices().matching("org.intercore.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule CLI_STANDS_ON_ZEROCOPY = classes()
      .that()
      .resideInAPackage("org.intercore.cli..")
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "org.intercore..",
          "org.agrona..",
          "org.HdrHistogram..",
          "picocli..",
          "me.tongfei.progressbar..",
          "com.fasterxml.jackson..")
      .allowEmptyShould(true);
}
