package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.math.BigDecimal;
import java.util.Optional;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.money.Usage;

/**
 * A run file with every default filled in. The defaults are the paper's (arXiv 2503.16965).
 * Locations are absolute.
 *
 * @param name the run's name for people
 * @param warehouse root of the tables
 * @param judge answers the teacher's questions too; absent if the run has none
 */
public record RunConfig(
    String name,
    Location warehouse,
    ModelsConfig models,
    TeacherConfig teacher,
    SynthesisConfig synthesis,
    Optional<JudgeConfig> judge,
    CurationConfig curation,
    SplitConfig split,
    LoraConfig lora,
    TrainingConfig training,
    EvaluationConfig evaluation,
    GpuConfig gpu,
    ReportConfig report) {

  static RunConfig read(Section section, String fileName) {
    String name = section.line(RESULT, "name", fileName);
    Location warehouse = section.places().output("warehouse");
    ModelsConfig models = ModelsConfig.read(section.section("models"));
    TeacherConfig teacher = TeacherConfig.read(section.section("teacher"));
    Section synthesisSection = section.section("synthesis");
    SynthesisConfig synthesis = SynthesisConfig.read(synthesisSection);
    Optional<JudgeConfig> judge =
        JudgeConfig.read(
            section.section("judge"),
            section.hasValueBelow("judge"),
            synthesis.budgetDollars().isPresent());
    if (teacher instanceof TeacherConfig.OpenAi openAi) {
      refuseImpossibleLimits(openAi, synthesis, synthesisSection);
      if (synthesis.form().schema().isPresent()) {
        synthesisSection.problem(
            "grammar",
            "none with teacher.kind: openai, whose endpoint is asked for a form by teacher.structuredOutput");
      }
    }
    Section curationSection = section.section("curation");
    CurationConfig curation = CurationConfig.read(curationSection);
    if (curation.selection().keep().contains(KeepRule.JUDGE_AGREEMENT) && judge.isEmpty()) {
      curationSection.problem("keep", "a judge too (judge.kind), whose agreement it is");
    }
    return new RunConfig(
        name,
        warehouse,
        models,
        teacher,
        synthesis,
        judge,
        curation,
        SplitConfig.read(section.section("split")),
        LoraConfig.read(section.section("lora")),
        TrainingConfig.read(section.section("training")),
        EvaluationConfig.read(section.section("evaluation")),
        GpuConfig.read(section.section("gpu")),
        ReportConfig.read(section.section("report")));
  }

  /** The checkpoint that teaches; absent if the teacher is behind an endpoint. */
  public Optional<ModelConfig> teachingModel() {
    return switch (teacher.kind()) {
      case OPENAI -> Optional.empty();
      case LOCAL -> Optional.of(((TeacherConfig.Local) teacher).model());
      case SELF -> Optional.of(models.student());
    };
  }

  /** The checkpoint that judges; absent if no judge runs in this process. */
  public Optional<ModelConfig> judgingModel() {
    return judge.flatMap(
        each ->
            switch (each.model().kind()) {
              case OPENAI -> Optional.empty();
              case LOCAL -> Optional.of(((TeacherConfig.Local) each.model()).model());
              case SELF -> Optional.of(models.student());
            });
  }

  /** The checkpoint that makes vectors of texts; absent if none does. */
  public Optional<ModelConfig> embeddingModel() {
    return curation
        .semantic()
        .flatMap(
            each ->
                switch (each.embedder()) {
                  case STUDENT -> Optional.of(models.student());
                  case MINILM, WORDS -> Optional.empty();
                });
  }

  /** Refuses limits under which not even one request could be sent. */
  private static void refuseImpossibleLimits(
      TeacherConfig.OpenAi teacher, SynthesisConfig synthesis, Section section) {
    int answer = synthesis.maximumNewTokens();
    if (synthesis.budgetDollars().isPresent() && !teacher.priced()) {
      section.problem("budgetDollars", "teacher.prices too, since a cost is counted with prices");
    }
    long cost = teacher.prices().microdollars(new Usage(0, 0, answer));
    if (synthesis.budgetMicrodollars().orElse(Long.MAX_VALUE) < cost) {
      section.problem(
          "budgetDollars",
          "at least the cost of one answer of synthesis.maximumNewTokens tokens, $"
              + BigDecimal.valueOf(cost, 6).toPlainString());
    }
    if (teacher.limits().tokensPerMinute().orElse(Integer.MAX_VALUE) < answer) {
      section.problem(
          "maximumNewTokens",
          "at most teacher.tokensPerMinute, which is "
              + teacher.limits().tokensPerMinute().getAsInt());
    }
  }
}
