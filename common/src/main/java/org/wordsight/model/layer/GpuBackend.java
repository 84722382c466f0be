package org.wordsight.model.layer;

import java.util.List;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;
import org.wordsight.tensor.NativeEngine;

/**
 * A GPU computes in the type in which weights are held. It is fast if one operation has much work.
 */
public record GpuBackend(Device device, ActivationType held) implements Backend {
  /** The flash kernel takes heads of at most this width. */
  private static final int MOST_FLASH = 256;

  /** In 16 bits, fused kernels take heads whose width is a multiple of this. */
  private static final int OF_FUSED_HEADS = 8;

  /** The flash kernel needs a GPU of this compute capability: Ampere or later. */
  private static final int OLDEST_FLASH = 80;

  /** The first libtorch with an operation for a norm's gradient. */
  private static final String FUSED_NORMS = "2.9";

  @Override
  public ActivationType activation() {
    return held;
  }

  @Override
  public boolean usesMappedFiles() {
    return false;
  }

  @Override
  public Products answering(boolean half, long weights) {
    return Products.PLAIN;
  }

  @Override
  public int bytesOfAnsweringWeight(boolean half, long weights) {
    return held.bytes();
  }

  @Override
  public Products learning() {
    return Products.PLAIN;
  }

  /** One thread reads files at a fraction of the rate at which a GPU takes them. */
  @Override
  public int layersLoadedAtOnce(Products products) {
    return Math.min(4, NativeEngine.threads());
  }

  @Override
  public List<String> answeringKernels(int headSize) {
    boolean flash = takesFlash() && headSize % OF_FUSED_HEADS == 0 && headSize <= MOST_FLASH;
    return List.of(
        "decoder.py",
        "generation.py",
        "generation_gpu.py",
        "attention_gpu.py",
        flash ? "flash.py" : "flash_plain.py",
        operators());
  }

  private boolean takesFlash() {
    return held != ActivationType.FLOAT32
        && device.computeCapability().orElse(OLDEST_FLASH) >= OLDEST_FLASH;
  }

  @Override
  public boolean computesAside() {
    return true;
  }

  @Override
  public int windowPositions() {
    return 8192;
  }

  @Override
  public void requireTrainableHeads(int headSize) {
    if (held != ActivationType.FLOAT32 && headSize % OF_FUSED_HEADS != 0) {
      throw WordsightException.input(
          "Cannot train on %s in 16 bits: the model's heads are %d wide, expected a multiple of %d. Set precision to float32, or train on a CPU."
              .formatted(device, headSize, OF_FUSED_HEADS));
    }
  }

  @Override
  public List<String> trainingKernels() {
    return List.of(
        "decoder_training.py",
        "training_gpu.py",
        NativeEngine.isAtLeast(FUSED_NORMS) ? "norm_training_fused.py" : "norm_training_plain.py",
        operators(),
        "attention_training_gpu.py",
        "attention_efficient.py",
        takesFlash() ? "attention_forward_flash.py" : "attention_forward_efficient.py",
        "head_training.py");
  }

  @Override
  public Optional<String> operatorProblem() {
    return device.operatorProblem(held.kernelNumber());
  }

  private String operators() {
    return hasOperators() ? "operators_own.py" : "operators_libtorch.py";
  }

  private boolean hasOperators() {
    return operatorProblem().isEmpty();
  }

  @Override
  public boolean packsTrainedLayers(long packedBytes) {
    return false;
  }

  @Override
  public boolean keepsHalvesToLearn(long packedBytes) {
    return false;
  }

  /** With a vocabulary of 128,000 tokens, so many logits take 1 GiB in float32. */
  @Override
  public int headRows() {
    return 2048;
  }

  @Override
  public boolean fusesTrainingAttention() {
    return true;
  }

  /** A token of a model of 8 billion weights has 1.2 million flags. */
  @Override
  public boolean makesDropoutMasks() {
    return true;
  }

  @Override
  public boolean keepsDropoutMasks() {
    return !hasOperators();
  }

  @Override
  public boolean sharesMemoryWithHost() {
    return false;
  }

  @Override
  public int shardsSideBySide(int logicalShards) {
    return 1;
  }

  @Override
  public Optional<DeviceMemory> memory() {
    return DeviceMemory.of(device);
  }

  @Override
  public long answerBudgetBytes(long gpuBudgetBytes) {
    return gpuBudgetBytes > 0 ? gpuBudgetBytes : usable(free());
  }

  @Override
  public boolean fixesAnswerBudget() {
    return false;
  }

  @Override
  public long keptLayersBytes(long workingBytes) {
    return Math.max(0, usable(free()) - workingBytes);
  }

  private long free() {
    return memory()
        .orElseThrow(
            () ->
                new WordsightException(
                    ExitCode.DEVICE,
                    "Cannot ask %s how much memory is free: libtorch has not loaded CUDA's runtime library, libcudart, or JNA cannot use it. Use another libtorch, or set gpu.answerBudgetBytes and training.memoryBudgetBytes."
                        .formatted(device)))
        .freeBytes();
  }

  /**
   * The usable part of free memory. Small blocks between large ones stay unused, and libraries take
   * memory of their own.
   */
  private static long usable(long bytes) {
    return bytes - bytes / 8;
  }

  @Override
  public String hardware() {
    String gpu = device.kind().map(kind -> "gpu, " + kind).orElse("gpu");
    return hasOperators() ? gpu + ", own operators" : gpu;
  }

  @Override
  public boolean usesThreads() {
    return false;
  }

  @Override
  public String threadsOfAnOperation(int logicalShards) {
    return "of the gpu";
  }
}
