package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Device;

/**
 * A GPU computes in the type in which weights are held. It is fast where one operation has much to
 * do.
 */
public record GpuBackend(Device device, ActivationType held) implements Backend {
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
  public Products learning() {
    return Products.PLAIN;
  }

  @Override
  public List<String> answeringKernels() {
    return List.of("decoder.py", "generation.py", "attention_plain.py");
  }

  @Override
  public int windowPositions() {
    return 8192;
  }

  @Override
  public List<String> trainingKernels() {
    return List.of(
        "decoder_training.py",
        "training_gpu.py",
        "attention_training_gpu.py",
        "attention_efficient.py",
        "head_training.py");
  }

  @Override
  public boolean packsTrainedLayers() {
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
  public boolean sharesMemoryWithHost() {
    return false;
  }

  @Override
  public int shardsSideBySide(int logicalShards) {
    return 1;
  }

  @Override
  public String hardware() {
    return "gpu";
  }

  @Override
  public String threadsOfAnOperation(int logicalShards) {
    return "of the gpu";
  }
}
