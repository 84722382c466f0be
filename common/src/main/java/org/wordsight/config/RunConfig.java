package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

/**
 * A run file with every default filled in. The defaults are the paper's (arXiv 2503.16965).
 * Locations are absolute.
 *
 * @param name the run's name for people
 * @param warehouse root of the tables
 */
public record RunConfig(
    String name,
    Location warehouse,
    ModelsConfig models,
    TeacherConfig teacher,
    SynthesisConfig synthesis,
    CurationConfig curation,
    SplitConfig split,
    LoraConfig lora,
    TrainingConfig training,
    EvaluationConfig evaluation,
    GpuConfig gpu,
    ReportConfig report) {

  static RunConfig read(Section section, String fileName) {
    return new RunConfig(
        section.line(RESULT, "name", fileName),
        section.output("warehouse"),
        ModelsConfig.read(section.section("models")),
        TeacherConfig.read(section.section("teacher")),
        SynthesisConfig.read(section.section("synthesis")),
        CurationConfig.read(section.section("curation")),
        SplitConfig.read(section.section("split")),
        LoraConfig.read(section.section("lora")),
        TrainingConfig.read(section.section("training")),
        EvaluationConfig.read(section.section("evaluation")),
        GpuConfig.read(section.section("gpu")),
        ReportConfig.read(section.section("report")));
  }
}
