package org.wordsight.model.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;

/**
 * All that differs between kinds of devices. A backend is chosen once, when a model is loaded. No
 * other class that loads, answers or learns asks for the kind of a device. Code that measures or
 * describes a device may ask.
 */
public sealed interface Backend permits CpuBackend, GpuBackend {
  /**
   * @param held the type in which weights are held
   */
  static Backend of(Device device, ActivationType held) {
    return device.isGpu() ? new GpuBackend(device, held) : new CpuBackend(held);
  }

  Device device();

  /** The type in which weights are held. */
  ActivationType held();

  /** The type in which layers compute, and in which keys and values are cached. */
  ActivationType activation();

  /** Whether a tensor of a file can be used directly from the mapped file. */
  boolean usesMappedFiles();

  /**
   * The form of the language part's matrices if a model only answers.
   *
   * @param half whether they are stored in 16 bits
   * @param weights the number of their weights
   */
  Products answering(boolean half, long weights);

  /** The bytes of one weight in the form that {@link #answering} prefers. */
  int bytesOfAnsweringWeight(boolean half, long weights);

  /** The form of the language part's matrices if gradients are computed. */
  Products learning();

  /** The number of layers that are loaded at the same time. */
  int layersLoadedAtOnce(Products products);

  /**
   * The kernels of a decoder that answers. The kernels of its {@link Products} and of
   * cross-attention layers are added to them.
   *
   * @param headSize the width of an attention head
   */
  List<String> answeringKernels(int headSize);

  /**
   * Whether the device computes while the host goes on. Work for a later step is then begun before
   * the host waits.
   */
  boolean computesAside();

  /** The most positions of prompts that go through the layers together. */
  int windowPositions();

  /**
   * Checks that heads of this width can be trained.
   *
   * @throws WordsightException if the device has no kernel for them
   */
  void requireTrainableHeads(int headSize);

  /** The kernels of layers and head for training. */
  List<String> trainingKernels();

  /**
   * Whether products of trained layers take copies of the weights, which make them fast.
   *
   * @param packedBytes of the copies of all layers
   */
  boolean packsTrainedLayers(long packedBytes);

  /**
   * Whether matrices of trained layers stay in the 16 bits in which they are stored. It changes no
   * bit: products take wider copies of them.
   *
   * @param packedBytes of the copies of all layers
   */
  boolean keepsHalvesToLearn(long packedBytes);

  /** The number of target positions whose logits are held at once in training. */
  int headRows();

  /** Whether training's attention takes rows without padding, and not padded in segments. */
  boolean fusesTrainingAttention();

  /** Whether the kernels of trained layers make dropout's masks themselves. */
  boolean makesDropoutMasks();

  /**
   * The reason why layers take operations of libtorch where we have operators of our own, which are
   * faster; empty if they take ours, or need none.
   */
  Optional<String> operatorProblem();

  /**
   * Whether a layer that waits for its backward pass keeps dropout's masks, a byte for each input.
   */
  boolean keepsDropoutMasks();

  /** Whether the host reads the device's memory as its own. */
  boolean sharesMemoryWithHost();

  /**
   * Whether memory of the host for the device's copies is pinned. Tests compute on a CPU as on a
   * GPU.
   */
  default boolean pinsHostMemory() {
    return device().isGpu();
  }

  /** The number of shards of a training step that are computed at the same time. */
  int shardsSideBySide(int logicalShards);

  /** The kind of hardware, as far as training's bits depend on it. */
  String hardware();

  /** The threads of one operation in training, as far as its bits depend on them. */
  String threadsOfAnOperation(int logicalShards);

  /** Whether threads of the host share an operation, so that their number can decide its bits. */
  boolean usesThreads();

  /** The device's memory; empty for a CPU, whose budgets do not depend on free memory. */
  Optional<DeviceMemory> memory();

  /**
   * Memory beside the weights for keys, values and activations of answers. It decides how many rows
   * are answered at a time.
   *
   * @param gpuBudgetBytes the budget of the run file for a GPU; 0 takes most of the free memory
   * @throws WordsightException exit code 5 if the device cannot be asked
   */
  long answerBudgetBytes(long gpuBudgetBytes);

  /**
   * Whether {@link #answerBudgetBytes} is the same on every machine. A request that needs more is
   * then refused, and the others go on. Otherwise the device has too little memory, and the work
   * ends.
   */
  boolean fixesAnswerBudget();

  /**
   * Memory for the values that backward needs, if the run file sets no budget. It decides how many
   * layers are computed again, and changes no bit.
   *
   * @param workingBytes the memory that a training pass takes at the same time
   * @throws WordsightException exit code 5 if the device cannot be asked
   */
  long keptLayersBytes(long workingBytes);

  /** A new scope on the device. The caller closes it. */
  default Scope scope() {
    return device().scope();
  }

  /**
   * Loads kernels for the device.
   *
   * @param constants as in {@link Kernels#load}
   */
  default Kernels kernels(Map<String, String> constants, String... resources) {
    return Kernels.load(device(), constants, resources);
  }
}
