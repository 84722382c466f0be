package org.wordsight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class TestArchitecture {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.wordsight");

  @Test
  void onlyJobsKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wordsight.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "scala..", "org.wordsight.jobs..")
        .check(CLASSES);
  }

  @Test
  void onlyTensorKnowsTheEngine() {
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
            "ai.djl.training..")
        .check(CLASSES);
  }

  @Test
  void onlyChatKnowsTheTokenizers() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wordsight.chat..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl.huggingface..")
        .check(CLASSES);
  }

  @Test
  void packagesOfTheLibraryHaveNoCycles() {
    slices().matching("org.wordsight.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packagesOfTheJobsHaveNoCycles() {
    slices().assignedFrom(new EachPackageOfJobs()).should().beFreeOfCycles().check(CLASSES);
  }

  private static final class EachPackageOfJobs implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith("org.wordsight.jobs")
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of jobs";
    }
  }

  @Test
  void theLibraryWritesNothingToStandardOutput() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wordsight.jobs..")
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
  }
}
