package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.contamination.Rule;

/**
 * The benchmarks that candidates must not repeat, and the rules that decide it.
 *
 * @param benchmarks each with a name of its own
 */
public record DecontaminationConfig(List<Benchmark> benchmarks, ContaminationRules rules) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String VIVA = "viva";
  private static final String NAME = "[a-z][a-z0-9-]{0,39}";
  private static final Range MORE_THAN = Range.number(0.1, 0.99);
  private static final Range AT_LEAST = Range.number(0.1, 1);

  public DecontaminationConfig {
    benchmarks = List.copyOf(benchmarks);
  }

  /** A benchmark with which candidates are compared. */
  public sealed interface Benchmark {
    /** The benchmark's name in tables. */
    String name();
  }

  /** The annotation of {@code evaluation.viva}. */
  public record Viva() implements Benchmark {
    @Override
    public String name() {
      return VIVA;
    }
  }

  /** A file of texts. */
  public record File(String name, Location path) implements Benchmark {}

  static DecontaminationConfig read(Section curation) {
    return new DecontaminationConfig(
        benchmarks(curation, "decontaminate"),
        rules(curation.section("contamination"), curation.hasValueBelow("semantic")));
  }

  private static List<Benchmark> benchmarks(Section section, String key) {
    List<Benchmark> benchmarks =
        section.wordsAndMappings(
            key,
            "a list of viva and mappings with name and path",
            word -> word.equals(VIVA) ? Optional.of(new Viva()) : Optional.empty(),
            DecontaminationConfig::file,
            List.of(new Viva()));
    if (benchmarks.stream().map(Benchmark::name).distinct().count() < benchmarks.size()) {
      section.problem(key, "each name once");
    }
    section.rememberAs(
        RESULT,
        key,
        written(benchmarks),
        benchmarks.stream()
            .map(benchmark -> identity(section, benchmark))
            .collect(Collectors.joining(", ", "[", "]")));
    return benchmarks;
  }

  private static Benchmark file(Section section) {
    section.require("name", "a name for the benchmark");
    String name = section.line(RESULT, "name", "benchmark");
    if (!name.matches(NAME) || name.equals(VIVA)) {
      section.problem(
          "name", "1 to 40 small letters, digits and hyphens, the first one a letter, not viva");
    }
    return new File(name, section.places().input("path"));
  }

  private static ArrayNode written(List<Benchmark> benchmarks) {
    return JSON.arrayNode()
        .addAll(benchmarks.stream().map(DecontaminationConfig::written).toList());
  }

  private static JsonNode written(Benchmark benchmark) {
    return benchmark instanceof File file
        ? JSON.objectNode().put("name", file.name()).put("path", file.path().text())
        : JSON.textNode(benchmark.name());
  }

  private static String identity(Section section, Benchmark benchmark) {
    return benchmark instanceof File file
        ? "%s: %s".formatted(file.name(), section.places().relative(file.path()))
        : benchmark.name();
  }

  /**
   * @param hasEmbedder whether questions get vectors
   */
  private static ContaminationRules rules(Section section, boolean hasEmbedder) {
    ContaminationRules standard = ContaminationRules.STANDARD;
    OptionalDouble cosine = section.optionalNumber(RESULT, "cosine", AT_LEAST);
    if (cosine.isPresent() && !hasEmbedder) {
      section.problem("cosine", "curation.semantic.embedder too, which makes the vectors");
    }
    ContaminationRules rules =
        new ContaminationRules(
            section.number(RESULT, "coverage", standard.coverage(), MORE_THAN),
            section.whole(RESULT, "contained", standard.contained(), Range.whole(1, 7)),
            section.optionalNumber(RESULT, "jaccard", AT_LEAST).orElse(ContaminationRules.NEVER),
            section.optionalNumber(RESULT, "options", MORE_THAN).orElse(ContaminationRules.NEVER),
            cosine.orElse(ContaminationRules.NEVER),
            Set.copyOf(section.choices(RESULT, "flag", Rule.class, List.of())));
    for (Rule rule : Rule.values()) {
      if (rules.flagged().contains(rule) && !rules.isUsed(rule)) {
        section.problem(
            "flag",
            "curation.contamination.%s too, since the rule finds nothing without it"
                .formatted(rule.text()));
      }
    }
    return rules;
  }
}
