package org.wordsight.jobs.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.config.TeacherConfig;
import org.wordsight.generate.AnswerMemory;
import org.wordsight.jobs.runtime.ExecutorMemory;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.train.VectorMemory;

/** The memory that the demo's models need. */
class TestMemoryNeeds {
  private static final long MEBIBYTE = 1L << 20;

  private final SparkConf settings =
      new SparkConf(false).set("spark.master", "yarn").set("spark.executor.cores", "2");

  private static RunConfig demo(String... overrides) {
    return RunFile.load(Path.of("../conf/demo.yaml"), List.of(overrides)).config();
  }

  private ExecutorMemory needs(String verb, String... overrides) {
    return MemoryNeeds.of(demo(overrides), List.of(verb), settings).orElseThrow();
  }

  @Test
  void needsNothingForStagesWithoutAModel() {
    List<String> verbs = List.of("curate", "split", "report");
    assertThat(MemoryNeeds.of(demo(), verbs, settings)).isEqualTo(Optional.empty());
  }

  @Test
  void countsTheWeightsOfTheModelThatAnswers() {
    RunConfig config = demo();
    long bytes;
    try (Checkpoint student = Checkpoint.open(config.models().student().location().localPath())) {
      bytes = 4 * student.parameters();
    }

    // 384 MiB of libraries, and every weight once.
    long least = 384 + (bytes + MEBIBYTE - 1) / MEBIBYTE;
    assertThat(needs("evaluate").beside().leastMebibytes()).isEqualTo(least);
    assertThat(needs("evaluate").beside().mebibytes()).isGreaterThan(1024);
    assertThat(needs("evaluate").beside().reason()).startsWith("models.student (");
    assertThat(needs("generate").beside().reason()).startsWith("the teacher (");
  }

  @Test
  void growsWithTheRowsThatAreAnsweredAtATime() {
    assertThat(needs("generate", "synthesis.groupSize=64").beside().mebibytes())
        .isGreaterThan(needs("generate", "synthesis.groupSize=8").beside().mebibytes());
  }

  @Test
  void neverAsksForMoreThanAnsweringTakes() {
    // Answering takes at most 4 GiB and a tenth, however large a group is. Libraries take 1 GiB.
    assertThat(needs("generate", "synthesis.groupSize=1024").beside().mebibytes())
        .isLessThan(1024 + (4096 + 64) * 11 / 10);
  }

  @Test
  void asksForAHeapThatHoldsTheAdapterInTraining() {
    String large = "lora.rank=512";
    assertThat(needs("train").heap().mebibytes()).isEqualTo(2048);
    assertThat(needs("train", large).heap().leastMebibytes()).isGreaterThan(512);
    assertThat(needs("train", large).heap().reason())
        .isEqualTo("Spark and the adapter's state in training");
    assertThat(needs("evaluate", large).heap().leastMebibytes()).isEqualTo(512);
  }

  @Test
  void countsTheDataThatAWorkerReceivesFromOthers() {
    String[] alone = {"lora.rank=512", "training.logicalShards=8"};
    String[] together = {"lora.rank=512", "training.logicalShards=8", "training.workers=2"};
    RunConfig config = demo(alone);
    try (Checkpoint student = Checkpoint.open(config.models().student().location().localPath())) {
      LanguageShape shape = LanguageShape.of(student.modelType(), student.decoder());
      long parameters =
          AdapterLayout.parameters(shape, 512, TargetModules.languageProjections(shape));
      double exchange = (double) VectorMemory.exchangeBytes(parameters, 8, 2) / MEBIBYTE;
      assertThat(exchange).isGreaterThan(1);
      assertThat(
              (double) needs("train", together).beside().mebibytes()
                  - needs("train", alone).beside().mebibytes())
          .as("and a tenth")
          .isCloseTo(1.1 * exchange, within(1.0));
    }
  }

  @Test
  void asksForLessWhereLayersAndCopiesOfWeightsAreMadeAgain() {
    assertThat(needs("train", "training.memoryBudgetBytes=1").beside().mebibytes())
        .isLessThan(needs("train").beside().mebibytes());
  }

  @Test
  void holdsNoWeightsInTheMachinesMemoryWhereThereIsAGpu() {
    settings.set("spark.executor.resource.gpu.amount", "1");
    assertThat(needs("evaluate").beside().leastMebibytes()).isEqualTo(384);
  }

  @Test
  void holdsNoWeightsInTheMachinesMemoryOnTheGpuOfThisMachine() {
    settings.set("spark.master", "local[2]");
    assertThat(needs("evaluate", "gpu.device=0").beside().leastMebibytes()).isEqualTo(384);
    settings.set("spark.executor.resource.gpu.amount", "1");
    assertThat(needs("evaluate").beside().leastMebibytes())
        .as("Spark gives no GPU to tasks of its own process")
        .isGreaterThan(384);
  }

  private static List<String> lines(RunConfig config) {
    return new GpuNeeds(config).all().stream().map(GpuNeeds.Need::line).toList();
  }

  @Test
  void describesTheMemoryOfAGpu() {
    List<String> lines = lines(demo());
    assertThat(lines.get(0))
        .matches(
            "the teacher: \\d+ MiB of weights; 32 rows of 1,000 tokens take [0-9,]+ MiB, and"
                + " reading their prompts [0-9,]+ MiB, besides the weights");
    assertThat(lines.get(1))
        .matches(
            "models.student in training: \\d+ MiB of weights, [0-9,]+ MiB of the adapter's vectors,"
                + " [0-9,]+ MiB for work; with [0-9,]+ MiB more, no layer is computed again");
    assertThat(lines.get(2)).startsWith("models.student: ");
    long bytes;
    try (Checkpoint student = Checkpoint.open(demo().models().student().location().localPath())) {
      bytes = 4 * student.parameters();
    }
    long mebibytes = (bytes + MEBIBYTE - 1) / MEBIBYTE;
    assertThat(lines.get(1)).contains(": %d MiB of weights".formatted(mebibytes));
    assertThat(lines(demo("models.student.precision=bfloat16")).get(1))
        .contains(": %d MiB of weights".formatted((bytes / 2 + MEBIBYTE - 1) / MEBIBYTE));
  }

  @Test
  void describesTheMemoryForReadingPromptsOnAGpu() {
    RunConfig config = demo();
    try (Checkpoint teacher = Checkpoint.open(teacherFolder(config))) {
      GpuBackend gpu = new GpuBackend(Device.gpu(0), ActivationType.FLOAT32);
      long held = AnswerMemory.rowsBytes(teacher.decoder(), 32, 1000, gpu);
      long reading = AnswerMemory.readingBytes(teacher.decoder(), 32, 1000, gpu);
      assertThat(lines(config).get(0))
          .contains(" take %s MiB, ".formatted(mebibytes(held)))
          .contains(" prompts %s MiB, ".formatted(mebibytes(reading)));
    }
  }

  @Test
  void describesTheMemoryOfTheAdaptersVectorsOnAGpu() {
    RunConfig config = demo("lora.rank=512", "training.logicalShards=8");
    try (Checkpoint student = Checkpoint.open(config.models().student().location().localPath())) {
      LanguageShape shape = LanguageShape.of(student.modelType(), student.decoder());
      List<ModuleId> modules = TargetModules.languageProjections(shape);
      long parameters = new AdapterLayout(shape, 512, modules).size();
      // Parameters, two moments, a divisor, three levels of the sum and one shard.
      assertThat(lines(config).get(1))
          .contains(", %s MiB of the adapter's vectors,".formatted(mebibytes(8 * 4 * parameters)));
    }
  }

  @Test
  void countsASampleThatIsLongerThanAMicroBatch() {
    String few = "training.microBatchTokens=64";
    String longSample = "training.maximumTokens=3000";
    assertThat(lines(demo(few, longSample)).get(1))
        .isEqualTo(lines(demo("training.microBatchTokens=3000")).get(1))
        .isNotEqualTo(lines(demo(few)).get(1));
    assertThat(needs("train", few, longSample)).isEqualTo(needs("train", few + "0", longSample));
  }

  private static Path teacherFolder(RunConfig config) {
    return ((TeacherConfig.Local) config.teacher()).model().location().localPath();
  }

  private static String mebibytes(long bytes) {
    return "%,d".formatted((bytes + MEBIBYTE - 1) / MEBIBYTE);
  }
}
