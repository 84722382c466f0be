package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.NativeLibrary;

class TestLibraryInspection {
  private static final String FOLDER = "spark.executorEnv.PYTORCH_LIBRARY_PATH";
  private static final String FLAVOUR = "spark.executorEnv.PYTORCH_FLAVOR";
  private static final String SENT = "file:/w/pytorch-native-cpu-2.7.1-linux-x86_64.jar";

  private final Findings findings = new Findings();

  private void executors(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    new LibraryInspection(findings).inspectExecutors(conf);
  }

  @Test
  void namesTheLibraryOfThisProcess() {
    NativeLibrary library = new NativeLibrary("2.7.1", "cu128", "/opt/t", "the jar", List.of());
    new LibraryInspection(findings).inspectHere(library);
    assertThat(findings.facts())
        .containsExactly(
            "native library: libtorch 2.7.1 for cu128, from /opt/t; JNI library from the jar");
    assertThatCode(findings::throwIfWrong).doesNotThrowAnyException();
  }

  @Test
  void refusesALibraryThatLacksAPart() {
    NativeLibrary library =
        new NativeLibrary(
            "2.7.1", "cu128", "/opt/t", "the jar", List.of("/opt/t holds no libtorch_cuda.so"));
    new LibraryInspection(findings).inspectHere(library);
    assertThatThrownBy(findings::throwIfWrong)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage(
            "Cannot load the native library of PyTorch: libtorch 2.7.1 for cu128, from /opt/t;"
                + " JNI library from the jar; missing: /opt/t holds no libtorch_cuda.so.");
  }

  @Test
  void namesTheLibraryThatIsSentToExecutors() {
    executors("spark.jars", "file:/w/other.jar," + SENT);
    assertThat(findings.facts())
        .containsExactly(
            "native library of executors: pytorch-native-cpu-2.7.1-linux-x86_64.jar is sent to them");
    assertThatCode(findings::throwIfWrong).doesNotThrowAnyException();
  }

  @Test
  void namesTheLibraryThatExecutorsHave() {
    executors(
        FOLDER, "/opt/libtorch/lib", FLAVOUR, "cu128", "spark.executor.resource.gpu.amount", "1");
    assertThat(findings.facts())
        .containsExactly(
            "native library of executors: libtorch for cu128, from /opt/libtorch/lib on their machines");
    assertThatCode(findings::throwIfWrong).doesNotThrowAnyException();
    Findings unnamed = new Findings();
    new LibraryInspection(unnamed).inspectExecutors(new SparkConf(false));
    assertThat(unnamed.facts())
        .containsExactly(
            "native library of executors: their own, which PYTORCH_LIBRARY_PATH names in their"
                + " environment");
  }

  @Test
  void refusesAFolderWithoutItsFlavour() {
    executors(FOLDER, "/opt/libtorch/lib");
    assertThatThrownBy(findings::throwIfWrong)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot choose the native library of executors: spark.executorEnv.PYTORCH_FLAVOR is"
                + " absent, expected the flavour of the libtorch in /opt/libtorch/lib (cpu, cu128)."
                + " Add --conf spark.executorEnv.PYTORCH_FLAVOR=cu128.");
  }

  @Test
  void refusesGpusWithALibraryForCpus() {
    executors("spark.jars", SENT, "spark.executor.resource.gpu.amount", "1");
    assertThatThrownBy(findings::throwIfWrong)
        .hasMessageContaining("their libtorch is for CPUs")
        .hasMessageContaining("WORDSIGHT_LIBTORCH=installed");
  }
}
