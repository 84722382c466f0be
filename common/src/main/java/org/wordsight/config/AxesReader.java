package org.wordsight.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wordsight.prompt.Axis;
import org.wordsight.prompt.PromptTemplate;

/**
 * Reads the axes of the prompts: {@code - {name: tone, values: [calm, urgent], weights: [3, 1]}}.
 */
final class AxesReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "[A-Za-z][A-Za-z0-9 _-]{0,39}";
  private static final int MOST_AXES = 20;
  private static final int MOST_VALUES = 1_000;

  private AxesReader() {}

  /**
   * The axes under a key. Axes and the gaps of the prompt must name each other.
   *
   * @param prompt the run file's own; absent for the paper's, which has no gaps of axes
   */
  static List<Axis> read(Section section, String key, Optional<String> prompt) {
    List<Axis> axes = new ArrayList<>();
    for (Section each : section.each(key, "a list of mappings with name, values and weights")) {
      axes.add(axis(each));
    }
    checkNames(section, key, axes, prompt);
    section.rememberAs(KeyKind.RESULT, key, JSON.valueToTree(axes), identity(axes));
    return List.copyOf(axes);
  }

  private static void checkNames(
      Section section, String key, List<Axis> axes, Optional<String> prompt) {
    List<String> names = axes.stream().map(Axis::name).toList();
    if (names.size() > MOST_AXES || names.stream().distinct().count() < names.size()) {
      section.problem(key, "at most %d axes, each name once".formatted(MOST_AXES));
    }
    List<String> gaps = prompt.map(PromptTemplate::axesIn).orElse(List.of());
    axes.stream()
        .filter(axis -> !gaps.contains(axis.name()))
        .forEach(axis -> section.problem("prompt", "a text that contains " + axis.gap()));
    gaps.stream()
        .filter(gap -> !names.contains(gap))
        .forEach(
            gap -> section.problem(key, "an axis \"%s\", which the prompt names".formatted(gap)));
  }

  private static Axis axis(Section section) {
    String name = section.line(KeyKind.RESULT, "name", "");
    if (!name.matches(NAME)) {
      section.problem("name", "1 to 40 letters, digits, spaces, hyphens, the first one a letter");
    }
    List<String> values = section.lines("values");
    if (values.isEmpty()
        || values.size() > MOST_VALUES
        || values.stream().distinct().count() < values.size()) {
      section.problem("values", "1 to 1,000 texts, each once");
    }
    List<Double> weights =
        section.has("weights")
            ? section.numbers("weights", Range.number(0.0001, 1_000_000))
            : Collections.nCopies(values.size(), 1.0);
    if (weights.size() != values.size()) {
      section.problem("weights", "as many numbers as values: %d".formatted(values.size()));
    }
    // These problems end the reading, so this placeholder axis is never used.
    return weights.size() == values.size() && !values.isEmpty()
        ? new Axis(name, values, weights)
        : new Axis(name, List.of(name), List.of(1.0));
  }

  private static String identity(List<Axis> axes) {
    return axes.stream()
        .map(
            axis ->
                IntStream.range(0, axis.values().size())
                    .mapToObj(i -> axis.values().get(i) + " = " + axis.weights().get(i))
                    .collect(Collectors.joining(", ", axis.name() + ": {", "}")))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
