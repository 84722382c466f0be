package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.wordsight.model.layer.ActivationType.BFLOAT16;
import static org.wordsight.model.layer.ActivationType.FLOAT32;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.NeedsGpu;
import org.wordsight.tensor.Processor;

class TestBackend {
  private static final long LARGE = 7_000_000_000L;

  private static List<Backend> both(ActivationType held) {
    return List.of(new CpuBackend(held), new GpuBackend(Device.gpu(0), held));
  }

  @Test
  void isChosenByTheDevice() {
    assertThat(Backend.of(Device.CPU, BFLOAT16)).isEqualTo(new CpuBackend(BFLOAT16));
    assertThat(Backend.of(Device.gpu(1), BFLOAT16))
        .isEqualTo(new GpuBackend(Device.gpu(1), BFLOAT16));
  }

  @Test
  void computesInFloat32OnACpuAndInTheWeightsTypeOnAGpu() {
    for (ActivationType held : ActivationType.values()) {
      assertThat(Backend.of(Device.CPU, held).activation()).isEqualTo(FLOAT32);
      assertThat(Backend.of(Device.gpu(0), held).activation()).isEqualTo(held);
    }
  }

  @Test
  void answersOnACpuWith16BitsIfTheCheckpointOrTheRunFileHasThem() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64") || Products.HALF.isSupported(),
        "this machine's CPU has no kernels for halves");
    assertThat(new CpuBackend(FLOAT32).answering(true, LARGE)).isEqualTo(Products.HALF);
    assertThat(new CpuBackend(FLOAT32).answering(true, 9)).isEqualTo(Products.BOTH);
    assertThat(new CpuBackend(BFLOAT16).answering(false, LARGE)).isEqualTo(Products.HALF);
    assertThat(new CpuBackend(FLOAT32).answering(false, 9)).isEqualTo(Products.PACKED);
  }

  @Test
  void countsTheBytesOfAWeightInTheFormForAnswering() {
    assertThat(new CpuBackend(FLOAT32).bytesOfAnsweringWeight(true, LARGE)).isEqualTo(2);
    assertThat(new CpuBackend(FLOAT32).bytesOfAnsweringWeight(true, 9)).isEqualTo(6);
    assertThat(new CpuBackend(FLOAT32).bytesOfAnsweringWeight(false, 9)).isEqualTo(4);
  }

  @Test
  void keepsWeightsInPlainRowsToLearnAndOnAGpu() {
    for (ActivationType held : ActivationType.values()) {
      assertThat(both(held)).extracting(Backend::learning).containsOnly(Products.PLAIN);
      assertThat(new GpuBackend(Device.gpu(0), held).answering(true, 9)).isEqualTo(Products.PLAIN);
    }
  }

  /** A text for a GPU compiles on a CPU, too. */
  @Test
  void namesKernelsThatExistAndCompile() {
    for (ActivationType held : ActivationType.values()) {
      for (Backend backend : both(held)) {
        compile(
            backend,
            Stream.concat(
                backend.answeringKernels(8).stream(), Stream.of(Products.PLAIN.resource())));
        compile(backend, backend.trainingKernels().stream());
      }
    }
  }

  private static void compile(Backend backend, Stream<String> resources) {
    Map<String, String> constants = RandomDecoder.SMALL.constants(backend.activation());
    constants.putAll(Products.PLAIN.constants());
    List.of("lora", "loraDropped").forEach(name -> constants.put(name, "0.5"));
    List.of("packedRows", "headRows", "leastKept", "cachedNumbers", "leastRows")
        .forEach(name -> constants.put(name, "1"));
    String[] all = resources.toArray(String[]::new);
    for (String packsEachTime : List.of("True", "False")) {
      constants.put("packsEachTime", packsEachTime);
      Kernels.load(Device.CPU, constants, all).close();
    }
  }

  @Test
  void refusesHeadsThatNoKernelOfAGpuTrains() {
    assertThatThrownBy(() -> new GpuBackend(Device.gpu(0), BFLOAT16).requireTrainableHeads(12))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot train on gpu:0 in 16 bits: the model's heads are 12 wide, expected a multiple of 8. Set precision to float32, or train on a CPU.");
    new GpuBackend(Device.gpu(0), BFLOAT16).requireTrainableHeads(72);
    new GpuBackend(Device.gpu(0), FLOAT32).requireTrainableHeads(12);
    new CpuBackend(BFLOAT16).requireTrainableHeads(12);
  }

  @Test
  void answersOnACpuWithinTheSameMemoryOnEveryMachine() {
    Backend cpu = new CpuBackend(FLOAT32);
    assertThat(cpu.memory()).isEmpty();
    assertThat(cpu.answerBudgetBytes(0)).isEqualTo(4L << 30);
    assertThat(cpu.answerBudgetBytes(1)).as("the key is of GPUs").isEqualTo(4L << 30);
    assertThat(cpu.fixesAnswerBudget()).isTrue();
  }

  @Test
  void takesAQuarterOfTheMachineForBackwardOnACpu() {
    assertThat(new CpuBackend(FLOAT32).keptLayersBytes(1L << 40))
        .isEqualTo(Processor.memoryBytes() / 4);
  }

  @Test
  void asksAGpuOnlyIfTheRunFileHasNoBudget() {
    Backend absent = new GpuBackend(Device.gpu(9999), BFLOAT16);
    assertThat(absent.answerBudgetBytes(12345)).isEqualTo(12345);
    assertThat(absent.fixesAnswerBudget()).isFalse();
    assertThatThrownBy(() -> absent.answerBudgetBytes(0))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage(
            "Cannot ask gpu:9999 how much memory is free: libtorch has not loaded CUDA's runtime"
                + " library, libcudart, or JNA cannot use it. Use another libtorch, or set"
                + " gpu.answerBudgetBytes and training.memoryBudgetBytes.");
    assertThatThrownBy(() -> absent.keptLayersBytes(0)).isInstanceOf(WordsightException.class);
    assertThat(absent.hardware()).isEqualTo("gpu");
  }

  @Test
  @NeedsGpu
  void takesMostOfTheFreeMemoryOnAGpu() {
    Backend gpu = new GpuBackend(Device.gpu(0), BFLOAT16);
    long free = gpu.memory().orElseThrow().freeBytes();
    assertThat(gpu.answerBudgetBytes(0)).isBetween(free / 2, free);
    assertThat(gpu.keptLayersBytes(free)).isZero();
    assertThat(gpu.hardware()).startsWith("gpu, compute capability ");
  }

  @Test
  void sharesTheThreadsOfACpuAmongShards() {
    assertThat(CpuBackend.threadsOfAnOperation(2, 4)).isEqualTo(1);
    assertThat(CpuBackend.threadsOfAnOperation(4, 4)).isEqualTo(1);
    assertThat(CpuBackend.threadsOfAnOperation(8, 4)).isEqualTo(2);
    assertThat(CpuBackend.threadsOfAnOperation(64, 1)).isEqualTo(64);
  }
}
