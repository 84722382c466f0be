package org.wordsight.lora;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.wordsight.error.WordsightException;

/**
 * The places of an adapter's matrices in one flat vector of float32: module after module, A before
 * B, each row-major. Parameters, gradients and optimiser state all have this layout.
 */
public final class AdapterLayout {
  /** A buffer holds at most 2^31-1 bytes, and the vector must fit into one buffer. */
  private static final long MOST_PARAMETERS = Integer.MAX_VALUE / Float.BYTES;

  private final LanguageShape shape;
  private final int rank;
  private final TreeMap<ModuleId, Integer> starts = new TreeMap<>();
  private final int size;

  /**
   * @param modules the adapted modules, in any order
   */
  public AdapterLayout(LanguageShape shape, int rank, List<ModuleId> modules) {
    if (rank < 1) {
      throw new IllegalArgumentException("LoRA rank is " + rank + ", expected 1 or more");
    }
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("An adapter must adapt at least one module");
    }
    this.shape = shape;
    this.rank = rank;
    List<ModuleId> adapted = modules.stream().sorted().distinct().toList();
    requireThatFits(parameters(shape, rank, adapted));
    int next = 0;
    for (ModuleId module : adapted) {
      starts.put(module, next);
      next += Math.toIntExact(elementsOfA(module) + elementsOfB(module));
    }
    this.size = next;
  }

  /** The parameters of some different modules, even if they are too many for one vector. */
  public static long parameters(LanguageShape shape, int rank, List<ModuleId> modules) {
    return modules.stream()
        .map(ModuleId::projection)
        .mapToLong(one -> (long) rank * (shape.inputWidth(one) + shape.outputWidth(one)))
        .sum();
  }

  private void requireThatFits(long parameters) {
    if (parameters > MOST_PARAMETERS) {
      throw WordsightException.usage(
          String.format(
              Locale.ROOT,
              "Cannot make an adapter: lora.rank is %,d, which gives this model %,d parameters,"
                  + " expected at most %,d. Lower lora.rank to %,d or less.",
              rank,
              parameters,
              MOST_PARAMETERS,
              largestRank(parameters / rank)));
    }
  }

  /**
   * The largest rank whose vector fits.
   *
   * @param perRank the parameters of an adapter of rank 1
   */
  public static long largestRank(long perRank) {
    return MOST_PARAMETERS / Math.max(1, perRank);
  }

  public LanguageShape shape() {
    return shape;
  }

  public int rank() {
    return rank;
  }

  /** The modules in the vector's order. */
  public List<ModuleId> modules() {
    return List.copyOf(starts.keySet());
  }

  public boolean adapts(ModuleId module) {
    return starts.containsKey(module);
  }

  /** The length of the flat vector: all trainable parameters. */
  public int size() {
    return size;
  }

  /** The start of {@code A} [rank, input width]. */
  public int startOfA(ModuleId module) {
    return starts.get(module);
  }

  /** The start of {@code B} [output width, rank]. */
  public int startOfB(ModuleId module) {
    return Math.toIntExact(starts.get(module) + elementsOfA(module));
  }

  public int inputWidth(ModuleId module) {
    return shape.inputWidth(module.projection());
  }

  public int outputWidth(ModuleId module) {
    return shape.outputWidth(module.projection());
  }

  public long elementsOfA(ModuleId module) {
    return (long) rank * inputWidth(module);
  }

  public long elementsOfB(ModuleId module) {
    return (long) rank * outputWidth(module);
  }
}
