package org.wordsight.jobs.inspection;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Precision;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;

/** The checkpoints: headers, chat templates and tokenizers, and their weights if asked for. */
final class ModelInspection {
  private static final double GIBIBYTE = 1L << 30;

  /** Less is read before anybody could look at the progress. */
  private static final long WORTH_TELLING = 1L << 30;

  private final RunConfig config;
  private final Findings findings;
  private final Set<Path> folders = new LinkedHashSet<>();
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

  /** Reads every weight of every model once, and tells how far it is. */
  void inspectWeights(Console console) {
    for (Path folder : folders) {
      findings.attempt(
          () -> {
            try (Checkpoint checkpoint = Checkpoint.open(folder)) {
              readWeights(checkpoint, console);
              return folder;
            }
          });
    }
  }

  private static void readWeights(Checkpoint checkpoint, Console console) {
    if (checkpoint.tensors().weightBytes() < WORTH_TELLING) {
      checkpoint.requireFinite(bytes -> {});
      return;
    }

    AtomicLong read = new AtomicLong();
    String what = "check: weights of " + checkpoint.folder();
    long mebibytes = checkpoint.tensors().weightBytes() >> 20;
    try (Progress progress =
        Progress.start(
            console, Progress.Work.free(what, "MiB", mebibytes, () -> read.get() >> 20))) {
      checkpoint.requireFinite(read::set);
    }
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
          folders.add(model.folder());
          long bytes = checkpoint.parameters * (model.precision() == Precision.FLOAT32 ? 4 : 2);
          largestWeights = Math.max(largestWeights, bytes);
          findings.fact(
              "%s: %s, %,d parameters, %.2f GiB of weights",
              key, checkpoint.modelType, checkpoint.parameters, bytes / GIBIBYTE);
        });
    if (read.isPresent()) {
      inspectChat(model.folder());
    }

    return read;
  }

  /** Whether template, tokenizer and weights understand one another. */
  private void inspectChat(Path folder) {
    Optional<String> chat =
        findings.attempt(() -> ChatTemplate.load(folder).prompt(List.of(Message.user("?"))));
    findings.attempt(
        () -> {
          try (Checkpoint checkpoint = Checkpoint.open(folder);
              Tokenizer tokenizer = Tokenizer.load(folder)) {
            checkpoint.requireKnown(tokenizer.encode(chat.orElse("?")));
            return folder;
          }
        });
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
