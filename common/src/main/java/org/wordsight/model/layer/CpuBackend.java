package org.wordsight.model.layer;

import java.util.List;
import java.util.Optional;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;
import org.wordsight.tensor.NativeEngine;
import org.wordsight.tensor.Processor;

/**
 * A CPU computes in float32, since 16-bit arithmetic is slower and less exact there. Work is cut
 * into pieces that fit into its caches.
 */
public record CpuBackend(ActivationType held) implements Backend {
  /** Products reach full speed with this many positions. */
  public static final int WINDOW = 512;

  /** A model of at most so many weights is held in both forms; the second takes 2 GiB. */
  private static final long HELD_TWICE = 1L << 29;

  /** The budget is the same on every machine, since it decides bits of answers. */
  public static final long ANSWER_BUDGET_BYTES = 4L << 30;

  /**
   * The most bytes of copies of trained layers. It is the same on every machine, since packed
   * products round differently, and another machine may continue a run.
   */
  private static final long PACKED_BYTES = 3L << 30;

  /** A quarter of the machine's memory is for the values that backward needs. */
  private static final int KEPT_SHARE = 4;

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public ActivationType activation() {
    return ActivationType.FLOAT32;
  }

  @Override
  public boolean usesMappedFiles() {
    return true;
  }

  /**
   * Matrices of 16-bit numbers stay as they are. Float32 matrices, and those of small models, are
   * held in oneDNN's blocked order.
   */
  @Override
  public Products answering(boolean half, long weights) {
    Products wanted = intended(half, weights);
    if (wanted.isSupported()) {
      return wanted;
    }
    return held == ActivationType.FLOAT32 ? Products.PACKED : Products.PLAIN;
  }

  @Override
  public int bytesOfAnsweringWeight(boolean half, long weights) {
    return switch (intended(half, weights)) {
      case HALF -> Short.BYTES;
      case BOTH -> Short.BYTES + Float.BYTES;
      case PACKED -> Float.BYTES;
      case PLAIN -> held.bytes();
    };
  }

  private Products intended(boolean half, long weights) {
    if (!half && held == ActivationType.FLOAT32) {
      return Products.PACKED;
    }
    return weights <= HELD_TWICE ? Products.BOTH : Products.HALF;
  }

  @Override
  public Products learning() {
    return Products.PLAIN;
  }

  /**
   * Converting a matrix to 16-bit numbers takes one core ten times as long as reading it. Each
   * layer in work holds a matrix in float32 for a while.
   */
  @Override
  public int layersLoadedAtOnce(Products products) {
    return products.areHalf() ? Math.min(3, NativeEngine.threads()) : 1;
  }

  @Override
  public List<String> answeringKernels(int headSize) {
    return List.of("decoder.py", "generation.py", "generation_cpu.py", "attention_fused.py");
  }

  @Override
  public boolean computesAside() {
    return false;
  }

  @Override
  public int windowPositions() {
    return WINDOW;
  }

  @Override
  public void requireTrainableHeads(int headSize) {}

  @Override
  public List<String> trainingKernels() {
    return List.of(
        "decoder_training.py", "training_cpu.py", "attention_training_cpu.py", "head_training.py");
  }

  @Override
  public boolean packsTrainedLayers(long packedBytes) {
    return packedBytes <= PACKED_BYTES;
  }

  @Override
  public boolean keepsHalvesToLearn(long packedBytes) {
    return held == ActivationType.FLOAT32 && packsTrainedLayers(packedBytes);
  }

  @Override
  public int headRows() {
    return 256;
  }

  /** Rows are computed in pieces that fit into the caches. */
  @Override
  public boolean fusesTrainingAttention() {
    return false;
  }

  /** Java makes them in one pass; kernels would need several. */
  @Override
  public boolean makesDropoutMasks() {
    return false;
  }

  @Override
  public Optional<String> operatorProblem() {
    return Optional.empty();
  }

  @Override
  public boolean keepsDropoutMasks() {
    return true;
  }

  @Override
  public boolean sharesMemoryWithHost() {
    return true;
  }

  @Override
  public int shardsSideBySide(int logicalShards) {
    return shardsSideBySide(NativeEngine.threads(), logicalShards);
  }

  /** The number of shards that a CPU with so many threads computes at the same time. */
  public static int shardsSideBySide(int threads, int logicalShards) {
    return Math.min(logicalShards, threads);
  }

  @Override
  public Optional<DeviceMemory> memory() {
    return Optional.empty();
  }

  @Override
  public long answerBudgetBytes(long gpuBudgetBytes) {
    return ANSWER_BUDGET_BYTES;
  }

  @Override
  public boolean fixesAnswerBudget() {
    return true;
  }

  @Override
  public long keptLayersBytes(long workingBytes) {
    return Processor.memoryBytes() / KEPT_SHARE;
  }

  /** Products choose their kernels by the widest vectors, the maker and the caches. */
  @Override
  public String hardware() {
    return "cpu with " + Processor.vectors() + " (" + Processor.model() + ")";
  }

  @Override
  public boolean usesThreads() {
    return true;
  }

  @Override
  public String threadsOfAnOperation(int logicalShards) {
    return String.valueOf(threadsOfAnOperation(NativeEngine.threads(), logicalShards));
  }

  /** Shards that are computed at the same time share the threads. */
  static int threadsOfAnOperation(int threads, int logicalShards) {
    return Math.max(1, threads / shardsSideBySide(threads, logicalShards));
  }
}
