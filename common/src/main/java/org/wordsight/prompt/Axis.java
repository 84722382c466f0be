package org.wordsight.prompt;

import java.io.Serializable;
import java.util.List;

/**
 * One way in which questions are asked to differ: a name, and the values that prompts draw from.
 *
 * @param name stands in the prompt as {@code {axis:name}}
 * @param values the texts that take the gap's place; no two are equal
 * @param weights how often each value is drawn, in proportion; above 0
 */
public record Axis(String name, List<String> values, List<Double> weights) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Axis {
    values = List.copyOf(values);
    weights = List.copyOf(weights);
    if (values.isEmpty() || values.size() != weights.size()) {
      throw new IllegalArgumentException(
          "%d values and %d weights".formatted(values.size(), weights.size()));
    }
  }

  /** The gap in a prompt that the drawn value fills. */
  public String gap() {
    return gap(name);
  }

  static String gap(String name) {
    return "{axis:" + name + "}";
  }
}
