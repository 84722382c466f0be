package org.wordsight.jobs;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SplitConfig;
import org.wordsight.config.SynthesisConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TrainingConfig;
import org.wordsight.data.Question;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Precision;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;
import org.wordsight.synthesis.SeedQuestions;

/**
 * What can be known of a run before anything is spent: whether all it names is there and whole, and
 * how much of everything it will take. Reads headers and small files; loads no weights, writes
 * nothing.
 */
final class Inspection {
  private static final double GIBIBYTE = 1L << 30;

  private final RunConfig config;
  private final List<String> facts = new ArrayList<>();
  private final List<WordsightException> problems = new ArrayList<>();
  private long largestWeights;

  private Inspection(RunConfig config) {
    this.config = config;
  }

  static Inspection of(RunConfig config) {
    Inspection inspection = new Inspection(config);
    inspection.inspectModels();
    inspection.inspectSynthesis();
    inspection.inspectTraining();
    inspection.inspectEvaluation();
    inspection.inspectMachine();
    return inspection;
  }

  /** The derived numbers, a line each. */
  List<String> facts() {
    return facts;
  }

  /** Throws what was found wrong, all of it in one message; a wrong run file wins over the rest. */
  void throwIfWrong() {
    if (problems.isEmpty()) {
      return;
    }

    ExitCode exitCode =
        problems.stream()
            .map(WordsightException::exitCode)
            .filter(code -> code == ExitCode.USAGE)
            .findFirst()
            .orElse(problems.get(0).exitCode());
    throw new WordsightException(
        exitCode,
        String.join("\n", problems.stream().map(WordsightException::getMessage).toList()));
  }

  private void inspectModels() {
    ModelsConfig models = config.models();
    Optional<Checkpointed> student = inspectModel("models.student", models.student());
    student.ifPresent(this::countAdapter);
    models.llm().ifPresent(model -> inspectModel("models.llm", model));
    Optional<Checkpointed> captioner =
        models.captioner().flatMap(model -> inspectModel("models.captioner", model));
    if (config.teacher() instanceof TeacherConfig.Local local) {
      inspectModel("teacher", local.model());
    }

    List<EvaluationConfig.Arm> arms = config.evaluation().arms();
    if (arms.contains(EvaluationConfig.Arm.IMAGE)) {
      student.ifPresent(model -> requireSight("models.student", model, "image"));
    }

    if (arms.contains(EvaluationConfig.Arm.CAPTION)) {
      Optional<Checkpointed> describes = models.captioner().isPresent() ? captioner : student;
      describes.ifPresent(model -> requireSight("the captioner", model, "caption"));
    }
  }

  /** What a checkpoint's headers say. */
  private record Checkpointed(
      String modelType, boolean readsImages, long parameters, DecoderConfig decoder) {}

  private Optional<Checkpointed> inspectModel(String key, ModelConfig model) {
    Optional<Checkpointed> read =
        attempt(
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
          fact(
              "%s: %s, %,d parameters, %.2f GiB of weights",
              key, checkpoint.modelType, checkpoint.parameters, bytes / GIBIBYTE);
        });
    if (read.isPresent()) {
      attempt(() -> ChatTemplate.load(model.folder()));
      attempt(
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
      problems.add(
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
    fact("each adapter: %,d trainable parameters, %,d bytes", trainable, 4 * trainable);
    if (!student.decoder.crossLayers().isEmpty()) {
      fact(
          "each adapter leaves out layers %s: they look at images, text gives them no gradient",
          String.join(", ", student.decoder.crossLayers().stream().map(String::valueOf).toList()));
    }
  }

  private void inspectSynthesis() {
    SynthesisConfig synthesis = config.synthesis();
    Optional<List<Question>> seeds =
        attempt(() -> SeedQuestions.read(Path.of(synthesis.seedQuestions())));
    if (seeds.isPresent() && seeds.get().size() < synthesis.examplesPerCall()) {
      problems.add(
          WordsightException.usage(
              "Cannot show %d examples: %s holds %d seed questions, expected at least as many as"
                      .formatted(
                          synthesis.examplesPerCall(),
                          synthesis.seedQuestions(),
                          seeds.get().size())
                  + " synthesis.examplesPerCall. Lower it or write more."));
    }

    int wanted = config.split().wanted();
    int fewest = (wanted + synthesis.questionsPerCall() - 1) / synthesis.questionsPerCall();
    fact(
        "requests: at least %,d for %,d samples at %d a request%s; each answer at most %,d tokens",
        fewest,
        wanted,
        synthesis.questionsPerCall(),
        synthesis.maximumRequests().isPresent()
            ? String.format(Locale.ROOT, ", at most %,d", synthesis.maximumRequests().getAsInt())
            : "",
        synthesis.maximumNewTokens());
    fact("cost: $0.00 (the teacher is a model of your own)");
  }

  private void inspectTraining() {
    SplitConfig split = config.split();
    TrainingConfig training = config.training();
    for (int subset : split.subsets()) {
      int stepsPerEpoch = (subset + training.batchSize() - 1) / training.batchSize();
      fact(
          "training on %,d: %,d steps, at most %,d tokens",
          subset,
          stepsPerEpoch * training.epochs(),
          (long) subset * training.epochs() * training.maximumTokens());
    }
  }

  private void inspectEvaluation() {
    EvaluationConfig evaluation = config.evaluation();
    Optional<VivaAnnotation> annotation =
        attempt(() -> VivaAnnotation.read(Path.of(evaluation.viva().annotation())));
    if (annotation.isEmpty()) {
      return;
    }

    List<VivaItem> items = annotation.get().items();
    int scored = Math.min(items.size(), evaluation.limit().orElse(Integer.MAX_VALUE));
    int adapters = config.split().subsets().size() + (config.training().shuffledControl() ? 1 : 0);
    fact(
        "benchmark: %,d items in %d arms, base and %d adapters: %,d answers; %d broken rows",
        scored,
        evaluation.arms().size(),
        adapters,
        (long) scored * evaluation.arms().size() * (1 + adapters),
        annotation.get().broken().size());
    evaluation.viva().images().ifPresent(images -> inspectImages(Path.of(images), items, scored));
  }

  private void inspectImages(Path images, List<VivaItem> items, int scored) {
    if (!Files.isDirectory(images)) {
      problems.add(
          WordsightException.input(
              "Cannot read the images: folder "
                  + images
                  + " does not exist. Set evaluation.viva.images to the benchmark's images."));
      return;
    }

    List<String> missing =
        items.subList(0, scored).stream()
            .map(VivaItem::imageFile)
            .filter(file -> !Files.exists(images.resolve(file)))
            .toList();
    fact(
        "images: %,d of %,d are there%s",
        scored - missing.size(),
        scored,
        missing.isEmpty() ? "" : "; the others are scored as missing, first " + missing.get(0));
  }

  private void inspectMachine() {
    long memory = machineMemory();
    fact(
        "machine: %d cores, %.1f GiB of memory, %.1f GiB of it for the heap",
        Runtime.getRuntime().availableProcessors(),
        memory / GIBIBYTE,
        Runtime.getRuntime().maxMemory() / GIBIBYTE);
    if (largestWeights > memory) {
      problems.add(
          WordsightException.input(
              String.format(
                  Locale.ROOT,
                  "Cannot load the largest model: its weights take %.1f GiB, the machine has %.1f"
                      + " GiB. Set precision to bfloat16, or use a larger machine.",
                  largestWeights / GIBIBYTE,
                  memory / GIBIBYTE)));
    }

    inspectPlace("warehouse", config.warehouse());
    inspectPlace("report.out", config.report().out());
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /** A local place can be written if its nearest folder that exists can. */
  private void inspectPlace(String key, String place) {
    if (!place.startsWith("/")) {
      return;
    }

    File nearest = new File(place);
    while (!nearest.exists()) {
      nearest = nearest.getParentFile();
    }

    if (!nearest.isDirectory() || !nearest.canWrite()) {
      problems.add(
          WordsightException.input(
              "Cannot write "
                  + key
                  + " "
                  + place
                  + ": "
                  + nearest
                  + (nearest.isDirectory() ? " is not writable" : " is not a folder")
                  + ". Change the permission, or set "
                  + key
                  + " to another folder."));
    }
  }

  private void fact(String format, Object... arguments) {
    facts.add(String.format(Locale.ROOT, format, arguments));
  }

  private <T> Optional<T> attempt(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (WordsightException e) {
      problems.add(e);
      return Optional.empty();
    }
  }
}
