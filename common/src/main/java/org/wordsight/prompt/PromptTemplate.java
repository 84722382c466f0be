package org.wordsight.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;

/**
 * A prompt with gaps such as {@code {options}}. Only its purpose's own gaps are filled, so a prompt
 * may show JSON between braces.
 */
public record PromptTemplate(Purpose purpose, String text) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The gap of an axis: {@code {axis:setting}}. */
  private static final Pattern AXIS_GAP = Pattern.compile("\\{axis:([^{}]*)\\}");

  /** The names of the axes whose gaps a prompt has, in the order of the text. */
  public static List<String> axesIn(String text) {
    return AXIS_GAP.matcher(text).results().map(gap -> gap.group(1)).distinct().toList();
  }

  /** The purpose of a prompt: the paper's text, the gaps it must have and those it may have. */
  public enum Purpose {
    /** Figure 4: asks a teacher for questions. */
    GENERATION("generation.txt", List.of("_example_"), List.of("{count}"), Optional.of(AXIS_GAP)),
    /** A training sample in text: situation, question, options, the paper's closing line. */
    TRAINING("training.txt", List.of("{situation}", "{question}", "{options}"), List.of()),
    /** Asks a judge for the answer to a question, as a student is asked in training. */
    JUDGE("training.txt", List.of("{situation}", "{question}", "{options}"), List.of()),
    /** Appendix B.2, VLM. */
    IMAGE("image.txt", List.of("{options}"), List.of()),
    /** Appendix B.2, the captioner. */
    CAPTION("caption.txt", List.of(), List.of()),
    /** Appendix B.2, LLM: a description takes the place of the image. */
    TEXT("text.txt", List.of("{situation}", "{options}"), List.of());

    private final String resource;
    private final List<String> required;
    private final List<String> optional;

    /** Gaps with a name that the run file chooses. */
    private final Optional<Pattern> named;

    Purpose(String resource, List<String> required, List<String> optional) {
      this(resource, required, optional, Optional.empty());
    }

    Purpose(
        String resource, List<String> required, List<String> optional, Optional<Pattern> named) {
      this.resource = resource;
      this.required = required;
      this.optional = optional;
      this.named = named;
    }

    /** The gaps that a prompt of this purpose must have and that this text does not have. */
    public List<String> missingGaps(String text) {
      return required.stream().filter(gap -> !text.contains(gap)).toList();
    }

    private Pattern gaps() {
      return Pattern.compile(
          Stream.concat(
                  Stream.concat(required.stream(), optional.stream()).map(Pattern::quote),
                  named.stream().map(Pattern::pattern))
              .collect(Collectors.joining("|")));
    }
  }

  public PromptTemplate {
    for (String gap : purpose.missingGaps(text)) {
      throw WordsightException.usage(
          "Cannot use the %s prompt: %s is missing, expected %s. Add it to the prompt."
              .formatted(
                  purpose.name().toLowerCase(Locale.ROOT),
                  gap,
                  String.join(" and ", purpose.required)));
    }
  }

  /** A run file's own text, or the paper's if the run file has none. */
  public static PromptTemplate of(Purpose purpose, Optional<String> text) {
    return text.map(own -> new PromptTemplate(purpose, own)).orElseGet(() -> paper(purpose));
  }

  /** The paper's text. The line feed at the end of the file is not part of it. */
  public static PromptTemplate paper(Purpose purpose) {
    try (InputStream stream = PromptTemplate.class.getResourceAsStream(purpose.resource)) {
      if (stream == null) {
        throw new AssertionError("The prompt " + purpose.resource + " is not in the jar");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new PromptTemplate(purpose, text.substring(0, text.length() - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The prompt with its gaps filled.
   *
   * @param values by gap, with its braces; each gap of the text needs a value
   */
  public String render(Map<String, String> values) {
    if (purpose.required.isEmpty()) {
      return text;
    }
    return purpose.gaps().matcher(text).replaceAll(gap -> value(values, gap));
  }

  private static String value(Map<String, String> values, MatchResult gap) {
    String value = values.get(gap.group());
    if (value == null) {
      throw new IllegalArgumentException("No value for " + gap.group());
    }
    return Matcher.quoteReplacement(value);
  }

  /** The hash of the text before its gaps are filled. */
  public String sha256() {
    return Sha256.plain(text);
  }
}
