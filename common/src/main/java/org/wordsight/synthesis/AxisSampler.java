package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.wordsight.data.Sha256;
import org.wordsight.prompt.Axis;

/**
 * Draws a value of each axis for a group of requests. The draw depends on the seed, the axis, the
 * group's number and the weights alone. Between waves, values that bring few new questions are
 * drawn less often.
 *
 * @param axes with the weights of one wave
 * @param seed {@code synthesis.seed}
 */
public record AxisSampler(List<Axis> axes, long seed) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A value is never drawn less often than this share of its declared weight. */
  private static final double LEAST = 0.1;

  /**
   * Each value counts as if it had this many more candidates of average success. A few duplicates
   * among few candidates therefore change little.
   */
  private static final double PRIOR = 20;

  /** Weights are kept to four digits, so that a log shows them as they are used. */
  private static final double PRECISION = 1e4;

  public AxisSampler {
    axes = List.copyOf(axes);
  }

  /** A sampler of a run without axes. */
  public static AxisSampler none() {
    return new AxisSampler(List.of(), 0);
  }

  /**
   * The candidates that came from prompts with one value of an axis.
   *
   * @param candidates questions that parsed and are valid
   * @param kept those that survive curation
   */
  public record Use(String axis, String value, long candidates, long kept) {}

  /** The value of each axis by its name, in the order of the axes. */
  public Map<String, String> draw(int group) {
    Map<String, String> drawn = new LinkedHashMap<>();
    for (Axis axis : axes) {
      drawn.put(axis.name(), axis.values().get(place(axis, group)));
    }
    return Collections.unmodifiableMap(drawn);
  }

  private int place(Axis axis, int group) {
    long hash = new Sha256().add("axis").add(seed).add(axis.name()).add(group).number();
    double total = axis.weights().stream().mapToDouble(weight -> weight).sum();
    double point = (hash >>> 11) * 0x1p-53 * total;
    int last = axis.values().size() - 1;
    for (int i = 0; i < last; i++) {
      point -= axis.weights().get(i);
      if (point < 0) {
        return i;
      }
    }
    return last;
  }

  /**
   * The sampler of the next wave. It must be called on the declared weights, with the candidates of
   * all waves so far. A value keeps its weight if its candidates survive at least as often as those
   * of the whole axis. Otherwise its weight falls in proportion.
   */
  public AxisSampler after(List<Use> uses) {
    return new AxisSampler(axes.stream().map(axis -> after(axis, uses)).toList(), seed);
  }

  private static Axis after(Axis axis, List<Use> uses) {
    List<Use> own = uses.stream().filter(use -> use.axis().equals(axis.name())).toList();
    long candidates = own.stream().mapToLong(Use::candidates).sum();
    long kept = own.stream().mapToLong(Use::kept).sum();
    if (kept == 0) {
      return axis;
    }
    double average = (double) kept / candidates;
    List<Double> weights =
        IntStream.range(0, axis.values().size())
            .mapToObj(i -> axis.weights().get(i) * factor(axis.values().get(i), own, average))
            .toList();
    return new Axis(axis.name(), axis.values(), weights);
  }

  private static double factor(String value, List<Use> uses, double average) {
    long candidates = 0;
    long kept = 0;
    for (Use use : uses) {
      if (use.value().equals(value)) {
        candidates += use.candidates();
        kept += use.kept();
      }
    }
    double share = (kept + PRIOR * average) / (candidates + PRIOR);
    double factor = Math.max(LEAST, Math.min(1, share / average));
    return Math.round(factor * PRECISION) / PRECISION;
  }
}
