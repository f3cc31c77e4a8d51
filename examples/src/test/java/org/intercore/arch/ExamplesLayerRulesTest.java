package org.intercore.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds every example to what somebody who copies it has: its own folder, and the libraries. */
@AnalyzeClasses(
    packages = "org.intercore.examples",
    importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("sources")
class ExamplesLayerRulesTest {
  @ArchTest
  static final ArchRule EXAMPLES_STAND_ON_THEIR_OWN = slices()
      .matching("org.intercore.examples.(*)..")
      .should()
      .notDependOnEachOther()
      .because("whoever copies one folder has all of it");

  @ArchTest
  static final ArchRule EXAMPLES_NEED_NO_FLAG = noClasses()
      .should()
      .dependOnClassesThat()
      .haveNameMatching(
          "org\\.agrona\\.(concurrent\\.UnsafeBuffer|UnsafeApi|BufferUtil|Expandable.*)")
      .because("whoever copies one starts it with java -cp; Buffers has what it needs");

  @ArchTest
  static final ArchRule EXAMPLES_STAND_ON_THE_LIBRARIES = classes()
      .that()
      .resideInAPackage("org.intercore.examples.*..")
      .should()
      .onlyDependOnClassesThat()
      .resideInAnyPackage(
          "java..",
          "org.agrona..",
          "org.intercore.icmsg..",
          "org.intercore.icbmsg..",
          "org.intercore.zerocopy..",
          "org.intercore.examples.*..");
}
