package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.prompt.PromptTemplate.Purpose;

/**
 * The settings of the evaluation.
 *
 * @param viva the benchmark's files
 * @param arms the ways in which the model is shown the scene
 * @param limit the number of items to use, the first in the file's order; absent for all
 * @param batchSize items that run through the model together
 * @param maximumAnswerTokens length of an answer
 * @param maximumCaptionTokens length of a caption
 */
public record EvaluationConfig(
    Viva viva,
    List<Arm> arms,
    OptionalInt limit,
    int batchSize,
    int maximumAnswerTokens,
    int maximumCaptionTokens,
    Prompts prompts) {
  /**
   * With this many tokens, keys and values of a large model's answer still fit beside its prompt.
   */
  private static final Range TOKENS = Range.whole(1, 4096);

  /** The part of an item that the model is shown. */
  public enum Arm {
    /** The image. */
    IMAGE,
    /** A caption in place of the image. */
    CAPTION,
    /** The annotation's own description of the situation. */
    GIVEN
  }

  /**
   * VIVA's files.
   *
   * @param annotation the annotation's file
   * @param images the folder of images; present if an arm shows images
   */
  public record Viva(Location annotation, Optional<Location> images) {}

  /**
   * The texts of the benchmark's prompts; absent if the paper's are used.
   *
   * @param image asks about an image, with {@code {options}}
   * @param caption asks for a caption
   * @param text asks about a description, with {@code {situation}} and {@code {options}}
   */
  public record Prompts(Optional<String> image, Optional<String> caption, Optional<String> text) {}

  /** Whether an arm needs the images. The arm {@code given} reads texts only. */
  public boolean looks() {
    return arms.stream().anyMatch(arm -> arm != Arm.GIVEN);
  }

  static EvaluationConfig read(Section section) {
    List<Arm> arms = section.choices(RESULT, "arms", Arm.class, List.of(Arm.IMAGE));
    if (arms.isEmpty()) {
      section.problem("arms", "at least one of image, caption, given");
    }

    Section viva = section.section("viva");
    EvaluationConfig evaluation =
        new EvaluationConfig(
            new Viva(viva.places().input("annotation"), viva.places().optionalInput("images")),
            arms,
            section.optionalWhole(RESULT, "limit", Range.whole(1, 1_000_000_000)),
            section.whole(RESULT, "batchSize", 16, Range.whole(1, 1024)),
            section.whole(RESULT, "maximumAnswerTokens", 32, TOKENS),
            section.whole(RESULT, "maximumCaptionTokens", 96, TOKENS),
            prompts(section.section("prompts")));
    if (evaluation.looks() && evaluation.viva().images().isEmpty()) {
      viva.problem("images", "the folder of images that evaluation.arms needs");
    }

    return evaluation;
  }

  private static Prompts prompts(Section section) {
    return new Prompts(
        PromptText.read(section, "image", Purpose.IMAGE),
        PromptText.read(section, "caption", Purpose.CAPTION),
        PromptText.read(section, "text", Purpose.TEXT));
  }
}
