package org.wordsight.jobs.inspection;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.wordsight.chat.TokenBytes;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Progress;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.StopTokens;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;

/**
 * Checks the checkpoints: headers, chat templates and tokenizers, and their weights where that is
 * asked for.
 */
final class ModelInspection {
  private static final double GIBIBYTE = 1L << 30;

  /** Progress is shown from this size on. Smaller models are read too fast. */
  private static final long WORTH_TELLING = 1L << 30;

  private final RunConfig config;
  private final Findings findings;
  private final Set<Path> folders = new LinkedHashSet<>();
  private long largestWeights;

  ModelInspection(RunConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /** Checks every model in the run file. Returns the bytes of the largest one's weights. */
  long inspect() {
    ModelsConfig models = config.models();
    Optional<Headers> student = inspect("models.student", models.student());
    student.ifPresent(this::countAdapter);
    models.llm().ifPresent(model -> inspect("models.llm", model));
    Optional<Headers> captioner =
        models.captioner().flatMap(model -> inspect("models.captioner", model));
    if (config.teacher() instanceof TeacherConfig.Local local) {
      inspect("teacher", local.model()).ifPresent(read -> inspectGrammar(local.model(), read));
    } else if (config.teacher() instanceof TeacherConfig.Self) {
      student.ifPresent(read -> inspectGrammar(models.student(), read));
    }

    config
        .judge()
        .filter(judge -> judge.model() instanceof TeacherConfig.Local)
        .ifPresent(judge -> inspect("judge", ((TeacherConfig.Local) judge.model()).model()));

    List<EvaluationConfig.Arm> arms = config.evaluation().arms();
    if (arms.contains(EvaluationConfig.Arm.IMAGE)) {
      student.ifPresent(model -> requireSight("models.student", model, "image"));
    }

    if (arms.contains(EvaluationConfig.Arm.CAPTION)) {
      Optional<Headers> describes = models.captioner().isPresent() ? captioner : student;
      describes.ifPresent(model -> requireSight("the captioner", model, "caption"));
    }

    return largestWeights;
  }

  /** The folders with a correct configuration and headers. */
  Set<Path> readable() {
    return Set.copyOf(folders);
  }

  /** Reads every weight of every model once, and shows its progress. */
  void inspectWeights(Console console) {
    for (Path folder : folders) {
      findings.attempt(
          () -> {
            try (Checkpoint checkpoint = Checkpoint.openHeaders(folder)) {
              readWeights(checkpoint, console);
              if (folder.equals(Inputs.folder(config.models().student()))) {
                // The student learns, so every device holds its weights in their precision.
                checkpoint.requireHeld(config.models().student().precision(), bytes -> {});
              }
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

  /** Checks that the teacher's tokens can write an answer of the required form. */
  private void inspectGrammar(ModelConfig teacher, Headers read) {
    Path folder = Inputs.folder(teacher);
    config
        .synthesis()
        .form()
        .schema()
        .flatMap(
            schema ->
                findings.attempt(
                    () ->
                        TokenGrammar.of(
                            schema,
                            TokenBytes.read(folder),
                            StopTokens.read(folder).ids(),
                            read.decoder.vocabularySize())))
        .ifPresent(
            grammar ->
                findings.fact(
                    "teacher: answers are held to lists of questions, and one question takes at least %,d of their %,d tokens",
                    grammar.fewestTokens(), config.synthesis().maximumNewTokens()));
  }

  /** The facts in a checkpoint's headers. */
  private record Headers(
      String modelType, boolean readsImages, long parameters, DecoderConfig decoder) {}

  private Optional<Headers> inspect(String key, ModelConfig model) {
    Optional<Headers> read =
        findings.attempt(
            () -> {
              try (Checkpoint checkpoint = Checkpoint.open(Inputs.folder(model))) {
                return new Headers(
                    checkpoint.modelType(),
                    checkpoint.blueprint().readsImages(),
                    checkpoint.parameters(),
                    checkpoint.decoder());
              }
            });
    read.ifPresent(
        headers -> {
          folders.add(Inputs.folder(model));
          long bytes = headers.parameters * model.precision().bytes();
          largestWeights = Math.max(largestWeights, bytes);
          findings.fact(
              "%s: %s, %,d parameters, %.2f GiB of weights",
              key, headers.modelType, headers.parameters, bytes / GIBIBYTE);
          inspectParts(key, Inputs.folder(model));
        });
    return read;
  }

  /** Checks that image processor, tokenizer, chat template and weights fit together. */
  private void inspectParts(String key, Path folder) {
    findings.attempt(
        () -> {
          try (Checkpoint checkpoint = Checkpoint.openHeaders(folder)) {
            checkpoint.blueprint().requireImageProcessor();
            return folder;
          }
        });
    Optional<Path> tokens =
        findings.attempt(
            () -> {
              try (Checkpoint checkpoint = Checkpoint.openHeaders(folder);
                  Tokenizer tokenizer = Tokenizer.load(folder)) {
                checkpoint.requireKnown(tokenizer);
                return folder;
              }
            });
    if (tokens.isPresent()) {
      findings
          .attempt(() -> StopTokens.problem(key, folder))
          .ifPresent(problem -> problem.ifPresent(findings::warning));
    }
  }

  private void requireSight(String key, Headers model, String arm) {
    if (!model.readsImages) {
      findings.problem(
          WordsightException.usage(
              "Cannot evaluate arm %s: %s is of type %s, which sees no images. Set another model,"
                      .formatted(arm, key, model.modelType)
                  + " or evaluation.arms to [given]."));
    }
  }

  private void countAdapter(Headers student) {
    long perLayer = 0;
    for (Projection projection : Projection.values()) {
      perLayer += projection.inputWidth(student.decoder) + projection.outputWidth(student.decoder);
    }

    long perRank = perLayer * student.decoder.selfLayers().size();
    long largestRank = Math.min(PeftFolder.MAXIMUM_RANK, AdapterLayout.largestRank(perRank));
    int rank = config.lora().rank();
    if (rank > largestRank) {
      findings.problem(
          WordsightException.usage(
              String.format(
                  Locale.ROOT,
                  "Cannot train adapters: lora.rank is %,d, expected at most %,d for models.student:"
                      + " an adapter has at most 2 GiB, and this model takes %,d numbers for each"
                      + " rank. Lower it.",
                  rank,
                  largestRank,
                  perRank)));
      return;
    }
    long trainable = perRank * rank;
    findings.fact("each adapter: %,d trainable parameters, %,d bytes", trainable, 4 * trainable);
    if (!student.decoder.crossLayers().isEmpty()) {
      findings.fact(
          "each adapter leaves out layers %s: they look at images, text gives them no gradient",
          String.join(", ", student.decoder.crossLayers().stream().map(String::valueOf).toList()));
    }
  }
}
