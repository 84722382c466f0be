package org.wordsight;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wordsight.files.InputFile;
import org.wordsight.tensor.Device;

/** The rules for the use of one package by another. */
class TestArchitecture {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.wordsight");

  private static final Set<String> READING =
      Set.of(
          "newInputStream",
          "newBufferedReader",
          "readAllBytes",
          "readAllLines",
          "readString",
          "lines");

  /** These read files of the system or of their own, or take regular files alone. */
  private static final Set<String> READERS =
      Set.of(
          "CheckpointFingerprint",
          "InputFile",
          "LoadedLibrary",
          "LocalStorage",
          "Machine",
          "Owner",
          "Processor",
          "QueryText",
          "ResultLines",
          "Sha256",
          "SystemTool");

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
  void onlyTheBackendAsksForTheKindOfADevice() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.wordsight.tensor..")
        .and()
        .doNotHaveSimpleName("Backend")
        .should()
        .callMethod(Device.class, "isGpu")
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

  /** A package may use its inner packages, or they may use the package, but not both. */
  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(new EachPackage()).should().beFreeOfCycles().check(CLASSES);
  }

  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(type.getPackageName());
    }

    @Override
    public String getDescription() {
      return "single packages";
    }
  }

  /**
   * The registry uses the architectures. No package that an architecture uses may use the registry.
   */
  @Test
  void noArchitectureKnowsTheRegistry() {
    noClasses()
        .that()
        .resideInAPackage("org.wordsight.model.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.wordsight.model")
        .check(CLASSES);
  }

  @Test
  void onlyTheRegistryKnowsTheArchitectures() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.wordsight.model..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.wordsight.model.*..")
                .and(
                    not(
                        resideInAnyPackage(
                            "org.wordsight.model.architecture", "org.wordsight.model.layer"))))
        .check(CLASSES);
  }

  /** Reading a named pipe or a device may never end, so {@link InputFile} checks files first. */
  @Test
  void filesFromOutsideAreReadAsInputFiles() {
    noClasses()
        .that(
            describe(
                "do not read files that are their own or were checked",
                type -> !READERS.contains(type.getSimpleName())))
        .should()
        .callMethodWhere(
            describe(
                "Files reads a file",
                (JavaMethodCall call) ->
                    call.getTargetOwner().isEquivalentTo(Files.class)
                        && READING.contains(call.getTarget().getName())))
        .check(CLASSES);
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
