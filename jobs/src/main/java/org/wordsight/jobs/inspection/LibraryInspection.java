package org.wordsight.jobs.inspection;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.NativeLibrary;

/** Finds the libtorch on which the models will run, its device, and what it lacks. */
final class LibraryInspection {
  private static final String EXECUTOR = "spark.executorEnv.";
  private static final String FOLDER = EXECUTOR + "PYTORCH_LIBRARY_PATH";
  private static final String FLAVOUR = EXECUTOR + "PYTORCH_FLAVOR";
  private static final String SENT = "pytorch-native-";

  private final Findings findings;

  LibraryInspection(Findings findings) {
    this.findings = findings;
  }

  /** Inspects the library of this process, where the models run here. */
  void inspectHere(NativeLibrary library) {
    findings.fact("native library: %s", library);
    if (!library.missing().isEmpty()) {
      findings.problem(
          new WordsightException(
              ExitCode.DEVICE, "Cannot load the native library of PyTorch: " + library + "."));
    }
  }

  /**
   * Inspects the settings, where the models run on executors. Their machines cannot be inspected
   * from here.
   */
  void inspectExecutors(SparkConf settings) {
    Optional<String> folder = Optional.ofNullable(settings.get(FOLDER, null));
    Optional<String> flavour = Optional.ofNullable(settings.get(FLAVOUR, null));
    Optional<String> sent =
        Arrays.stream(settings.get("spark.jars", "").split(","))
            .map(jar -> jar.substring(jar.lastIndexOf('/') + 1))
            .filter(jar -> jar.startsWith(SENT))
            .findFirst();
    if (folder.isPresent()) {
      findings.fact(
          "native library of executors: libtorch for %s, from %s on their machines",
          flavour.orElse("an unknown flavour"), folder.get());
    } else {
      findings.fact(
          "native library of executors: %s",
          sent.map(jar -> jar + " is sent to them")
              .orElse("their own, which PYTORCH_LIBRARY_PATH names in their environment"));
    }
    if (folder.isPresent() && flavour.isEmpty()) {
      findings.problem(
          WordsightException.usage(
              "Cannot choose the native library of executors: %s is absent, expected the flavour of the libtorch in %s (cpu, cu128). Add --conf %s=cu128."
                  .formatted(FLAVOUR, folder.get(), FLAVOUR)));
    }
    boolean forCpus = folder.isPresent() ? flavour.equals(Optional.of("cpu")) : sent.isPresent();
    if (forCpus && MemoryNeeds.haveGpu(settings)) {
      findings.problem(
          WordsightException.usage(
              "Cannot use the GPUs of executors: their libtorch is for CPUs. Set WORDSIGHT_LIBTORCH=installed, and %s and %s to a libtorch for CUDA on their machines."
                  .formatted(FOLDER, FLAVOUR)));
    }
  }
}
