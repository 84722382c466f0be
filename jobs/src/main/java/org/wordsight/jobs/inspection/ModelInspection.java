package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Optional;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Precision;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;

/** The checkpoints: headers, chat templates and tokenizers; no weights are loaded. */
final class ModelInspection {
  private static final double GIBIBYTE = 1L << 30;

  private final RunConfig config;
  private final Findings findings;
  private long largestWeights;

  ModelInspection(RunConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /** Looks at every model that the run file names; gives the bytes of the largest one's weights. */
  long inspect() {
    ModelsConfig models = config.models();
    Optional<Checkpointed> student = inspect("models.student", models.student());
    student.ifPresent(this::countAdapter);
    models.llm().ifPresent(model -> inspect("models.llm", model));
    Optional<Checkpointed> captioner =
        models.captioner().flatMap(model -> inspect("models.captioner", model));
    if (config.teacher() instanceof TeacherConfig.Local local) {
      inspect("teacher", local.model());
    }

    List<EvaluationConfig.Arm> arms = config.evaluation().arms();
    if (arms.contains(EvaluationConfig.Arm.IMAGE)) {
      student.ifPresent(model -> requireSight("models.student", model, "image"));
    }

    if (arms.contains(EvaluationConfig.Arm.CAPTION)) {
      Optional<Checkpointed> describes = models.captioner().isPresent() ? captioner : student;
      describes.ifPresent(model -> requireSight("the captioner", model, "caption"));
    }

    return largestWeights;
  }

  /** What a checkpoint's headers say. */
  private record Checkpointed(
      String modelType, boolean readsImages, long parameters, DecoderConfig decoder) {}

  private Optional<Checkpointed> inspect(String key, ModelConfig model) {
    Optional<Checkpointed> read =
        findings.attempt(
            () -> {
              try (Checkpoint checkpoint = Checkpoint.open(model.folder())) {
                return new Checkpointed(
                    checkpoint.modelType(),
                    checkpoint.blueprint().readsImages(),
                    checkpoint.parameters(),
                    checkpoint.decoder());
              }
            });
    read.ifPresent(
        checkpoint -> {
          long bytes = checkpoint.parameters * (model.precision() == Precision.FLOAT32 ? 4 : 2);
          largestWeights = Math.max(largestWeights, bytes);
          findings.fact(
              "%s: %s, %,d parameters, %.2f GiB of weights",
              key, checkpoint.modelType, checkpoint.parameters, bytes / GIBIBYTE);
        });
    if (read.isPresent()) {
      findings.attempt(() -> ChatTemplate.load(model.folder()));
      findings.attempt(
          () -> {
            try (Tokenizer tokenizer = Tokenizer.load(model.folder())) {
              return tokenizer.encode("x").length;
            }
          });
    }

    return read;
  }

  private void requireSight(String key, Checkpointed model, String arm) {
    if (!model.readsImages) {
      findings.problem(
          WordsightException.usage(
              "Cannot evaluate arm %s: %s is of type %s, which sees no images. Set another model,"
                      .formatted(arm, key, model.modelType)
                  + " or evaluation.arms to [given]."));
    }
  }

  private void countAdapter(Checkpointed student) {
    long perLayer = 0;
    for (Projection projection : Projection.values()) {
      perLayer += projection.inputWidth(student.decoder) + projection.outputWidth(student.decoder);
    }

    long trainable = perLayer * config.lora().rank() * student.decoder.selfLayers().size();
    findings.fact("each adapter: %,d trainable parameters, %,d bytes", trainable, 4 * trainable);
    if (!student.decoder.crossLayers().isEmpty()) {
      findings.fact(
          "each adapter leaves out layers %s: they look at images, text gives them no gradient",
          String.join(", ", student.decoder.crossLayers().stream().map(String::valueOf).toList()));
    }
  }
}
