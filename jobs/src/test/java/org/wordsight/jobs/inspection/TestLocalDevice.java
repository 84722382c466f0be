package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.tensor.Device;

class TestLocalDevice {
  /** No machine has so many GPUs. */
  private static final String LAST = "gpu.device=9999";

  private static LocalDevice device(String master, String... overrides) {
    RunConfig config = RunFile.load(Path.of("../conf/demo.yaml"), List.of(overrides)).config();
    return LocalDevice.of(config, new SparkConf(false).set("spark.master", master));
  }

  @Test
  void isTheCpuUnlessTheRunFileNamesAGpu() {
    LocalDevice cpu = device("local[2]");
    assertThat(cpu.gpu()).isEmpty();
    assertThat(cpu.settings()).isEqualTo(Map.of(ModelHolder.DEVICE, "cpu"));
    assertThat(cpu.described()).contains("the CPU");
    assertThat(cpu.isCpuByDefault()).isTrue();
    cpu.require(List.of("train"));

    LocalDevice gpu = device("local[2]", LAST);
    assertThat(gpu.gpu()).contains(Device.gpu(9999));
    assertThat(gpu.settings()).isEqualTo(Map.of(ModelHolder.DEVICE, "gpu:9999"));
    assertThat(gpu.described()).contains("gpu:9999");
    assertThat(gpu.isCpuByDefault()).isFalse();
    assertThat(gpu.isUnused()).isFalse();
  }

  @Test
  void mustBeUsableWhereAStageHasAModel() {
    LocalDevice gpu = device("local[*]", LAST);
    for (String verb : List.of("generate", "train", "evaluate")) {
      assertThatThrownBy(() -> gpu.require(List.of("split", verb)))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
          .hasMessageStartingWith("Cannot compute on gpu:9999: ");
    }
    assertThatCode(() -> gpu.require(List.of("curate", "split", "report")))
        .doesNotThrowAnyException();
    LocalDevice embedding = device("local[*]", LAST, "curation.semantic.embedder=student");
    assertThatThrownBy(() -> embedding.require(List.of("curate")))
        .hasMessageStartingWith("Cannot compute on gpu:9999: ");
  }

  @Test
  void isNotForSeveralProcessesOfThisMachine() {
    LocalDevice gpu = device("local-cluster[2,1,1024]", "gpu.device=0", "training.workers=2");
    assertThat(gpu.gpu()).isEmpty();
    assertThatThrownBy(() -> gpu.require(List.of("train")))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot compute on gpu:0: the run's tasks are in executor processes of this machine (training.workers is 2), which share no GPU. Set training.workers to 1, leave gpu.device out, or name a cluster that gives each executor a GPU (--master).");
    assertThatCode(() -> gpu.require(List.of("report"))).doesNotThrowAnyException();
  }

  @Test
  void isNotUsedOnACluster() {
    LocalDevice cluster = device("spark://host:7077", LAST);
    assertThat(cluster.gpu()).isEmpty();
    assertThat(cluster.isUnused()).isTrue();
    assertThat(cluster.settings()).isEqualTo(Map.of(ModelHolder.DEVICE, "cpu"));
    assertThat(cluster.described()).isEmpty();
    cluster.require(List.of("train"));
  }
}
