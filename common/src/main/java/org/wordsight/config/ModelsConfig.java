package org.wordsight.config;

import java.util.Optional;

/**
 * The checkpoints of a run.
 *
 * @param student the visual language model that learns
 * @param llm answers in the arms {@code caption} and {@code given}; if absent, the student's
 *     language part answers, without and with each adapter
 * @param captioner describes the images; if absent, the student describes them
 */
public record ModelsConfig(
    ModelConfig student, Optional<ModelConfig> llm, Optional<ModelConfig> captioner) {

  static ModelsConfig read(Section section) {
    return new ModelsConfig(
        ModelConfig.required(section.section("student")),
        ModelConfig.optional(section.section("llm")),
        ModelConfig.optional(section.section("captioner")));
  }
}
