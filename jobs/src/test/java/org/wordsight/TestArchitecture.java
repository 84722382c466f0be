package org.wordsight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.wordsight", importOptions = ImportOption.DoNotIncludeTests.class)
class TestArchitecture {
  @ArchTest
  static final ArchRule onlyJobsKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.wordsight.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..", "org.apache.hadoop..", "scala..", "org.wordsight.jobs..");

  @ArchTest
  static final ArchRule onlyTensorKnowsTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.wordsight.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl",
              "ai.djl.engine..",
              "ai.djl.inference..",
              "ai.djl.ndarray..",
              "ai.djl.nn..",
              "ai.djl.pytorch..",
              "ai.djl.training..");

  @ArchTest
  static final ArchRule onlyChatKnowsTheTokenizers =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.wordsight.chat..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.huggingface..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.wordsight.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule jobsHasNoCycles =
      slices().matching("org.wordsight.(jobs.**)").should().beFreeOfCycles();
}
