package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestRunFile {
  @TempDir Path folder;

  @Test
  void namesTheRunAfterItsFileAndResolvesPathsAgainstItsFolder() throws IOException {
    RunConfig config = RunFiles.least(folder);

    assertThat(config.name()).isEqualTo("run");
    assertThat(config.warehouse().localPath()).isEqualTo(folder.resolve("warehouse"));
    assertThat(config.models().student().location().localPath())
        .isEqualTo(folder.resolve("models/student"));
    assertThat(config.report().out().localPath()).isEqualTo(folder.resolve("report"));
  }

  @Test
  void keepsUrisOfTheWarehouseAndTheReport() throws IOException {
    RunConfig config =
        RunFiles.least(folder, "warehouse=s3a://bucket/w", "report.out=hdfs://host/r", "name=n");

    assertThat(config.warehouse().text()).isEqualTo("s3a://bucket/w");
    assertThat(config.report().out().text()).isEqualTo("hdfs://host/r");
    assertThat(config.name()).isEqualTo("n");
  }

  @Test
  void resolvesPathsOfTheCommandLineAgainstTheWorkingDirectory() throws IOException {
    RunConfig config = RunFiles.least(folder, "models.student.path=student");

    assertThat(config.models().student().location().localPath())
        .isEqualTo(Path.of("student").toAbsolutePath());
  }

  @Test
  void letsTheLastOverrideWin() throws IOException {
    assertThat(RunFiles.least(folder, "lora.rank=4", "lora.rank=8").lora().rank()).isEqualTo(8);
  }

  @Test
  void reportsEveryProblemAtOnceWithPathLineValueAndRule() {
    String yaml =
        """
        warehouse: w
        models:
          student: {path: s, precision: float17}
        teacher: {kind: openai}
        synthesis: {seedQuestions: seeds.json, questionPerCall: 5}
        split:
          train: 100
          subsets: [50, 200]
        lora: {rank: 0}
        training: {logicalShards: 3, workers: 9, epochs: three}
        curation: {semantic: {threshold: 0}}
        evaluation:
          viva: {annotation: viva.json}
          arms: image
        """;

    assertRefused(yaml)
        .hasMessageContaining(": 12 problems.")
        .hasMessageContaining(
            "models.student.precision (line 3) is \"float17\", expected one of float32, bfloat16,"
                + " float16")
        .hasMessageContaining(
            "teacher.model (line 4) is not given, expected the model's name at the endpoint")
        .hasMessageContaining("teacher.endpoint (line 4) is not given, expected https://HOST/v1")
        .hasMessageContaining(
            "synthesis.questionPerCall (line 5) is not a known key; did you mean questionsPerCall?")
        .hasMessageContaining(
            "split.subsets (line 8) is [50, 200], expected none larger than split.train" + " (100)")
        .hasMessageContaining("lora.rank (line 9) is 0, expected a whole number of at least 1")
        .hasMessageContaining("training.logicalShards (line 10) is 3, expected a power of two")
        .hasMessageContaining(
            "training.workers (line 10) is 9, expected a whole number of at least 1 and at most"
                + " training.logicalShards (8)")
        .hasMessageContaining(
            "training.epochs (line 10) is \"three\", expected a whole number of at least 1")
        .hasMessageContaining(
            "curation.semantic.threshold (line 11) is 0, expected a number of at least 0.1 and at most 1")
        .hasMessageContaining(
            "evaluation.arms (line 14) is \"image\", expected a list of image, caption,"
                + " given");
  }

  @Test
  void namesWhatIsMissing() {
    assertRefused("name: nothing")
        .hasMessageContaining("warehouse (line 1) is not given, expected a path or a URI")
        .hasMessageContaining("models.student.path (line 1) is not given, expected a path")
        .hasMessageContaining("teacher.kind (line 1) is not given, expected openai, local or self")
        .hasMessageContaining("synthesis.seedQuestions (line 1) is not given, expected a path")
        .hasMessageContaining("evaluation.viva.annotation (line 1) is not given, expected a path");
  }

  @Test
  void refusesAnOverrideThatIsNotAKeyAndAValue() {
    assertRefused(RunFiles.LEAST, "lora.rank", "lora.rank.more=1", "lora.ranks=[1")
        .hasMessageContaining("--set lora.rank has no key and value, expected --set key=value")
        .hasMessageContaining("--set lora.ranks=[1 has a value that is not YAML");
  }

  @Test
  void refusesAnOverrideBelowAValue() {
    assertRefused(RunFiles.LEAST, "name=x", "name.first=y")
        .hasMessageContaining("name.first (--set) is below name, which is a value");
  }

  @Test
  void refusesUnknownKeysOfTheCommandLine() {
    assertRefused(RunFiles.LEAST, "trainning.epochs=1")
        .hasMessageContaining("trainning (--set) is not a known key; did you mean training?");
  }

  @Test
  void refusesKeysGivenTwiceAndAliases() {
    assertRefused(RunFiles.LEAST + "name: &a x\nname: *a\n")
        .hasMessageContaining("name (line 9) is given twice, expected once")
        .hasMessageContaining("name (line 9) is a YAML alias, expected the value itself");
  }

  @Test
  void saysWhereAFileIsNotYaml() {
    assertRefused("name: [1\nwarehouse: 3\n").hasMessageContaining("is not YAML");
    assertRefused("- a\n- b\n").hasMessageContaining("expected keys and values");
    assertRefused("").hasMessageContaining("expected keys and values");
  }

  @Test
  void saysThatAFileDoesNotExist() {
    assertThatThrownBy(() -> RunFile.load(folder.resolve("none.yaml"), List.of()))
        .hasMessageContaining("none.yaml: it does not exist");
  }

  @Test
  void givesTheSameHashForAnyPlaceOfTheFolderAndOfTheResults() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));

    String hash = RunFiles.load(one, RunFiles.LEAST).hash();

    assertThat(RunFiles.load(two, RunFiles.LEAST, "warehouse=elsewhere", "report.out=r").hash())
        .isEqualTo(hash);
    assertThat(RunFiles.load(two, RunFiles.LEAST, "training.shuffledControl=true").hash())
        .as("a control is an addition")
        .isEqualTo(hash);
    assertThat(RunFiles.load(two, RunFiles.LEAST, "lora.rank=8").hash()).isNotEqualTo(hash);
  }

  @Test
  void writesAResolvedFormThatReadsBackAsTheSameConfiguration() throws IOException {
    RunFile file = RunFiles.load(folder, RunFiles.LEAST, "lora.rank=8", "evaluation.limit=7");

    RunFile again = RunFiles.load(folder, file.resolvedYaml());

    assertThat(again.config()).isEqualTo(file.config());
    assertThat(again.hash()).isEqualTo(file.hash());
    assertThat(file.resolvedYaml()).contains("rank: 8").contains("alpha: 16");
  }

  @Test
  void refusesAFileThatIsNoUtf8Text() throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
    assertThatThrownBy(() -> RunFile.load(file, List.of()))
        .hasMessage("Cannot use run file " + file + ": it is not UTF-8 text.");
  }

  @Test
  void refusesTextsThatYamlReadersReadDifferently() {
    assertRefused(RunFiles.LEAST + "name: !!str x\n")
        .hasMessageContaining("name (line 8) has the YAML tag");
    assertRefused(RunFiles.LEAST + "---\nname: y\n")
        .hasMessageContaining("a second document begins, expected one");
    assertRefused(RunFiles.LEAST + "\tname: x\n").hasMessageContaining("is not YAML at line 8");
    assertRefused(RunFiles.LEAST + "name: \u0007\n").hasMessageContaining("is not YAML");
    assertRefused(RunFiles.LEAST + "name: " + "[".repeat(100_000))
        .hasMessageContaining("it is not YAML at line 8: nested deeper than 100 levels.");
    assertRefused(RunFiles.LEAST + "name: " + "{a: ".repeat(100_000))
        .hasMessageContaining("nested deeper than 100 levels");
    assertRefused(RunFiles.LEAST + "name:\n  " + "- ".repeat(100_000) + "a\n")
        .hasMessageContaining("nested deeper than 100 levels");
    assertRefused(RunFiles.LEAST + "? [a, b]\n: c\n").hasMessageContaining("Cannot use run file");
    assertRefused(RunFiles.LEAST + "<<: {name: x}\n")
        .hasMessageContaining("<< (line 8) is not a known key");
    assertRefused(RunFiles.LEAST + "training: {shuffledControl: yes}\n")
        .hasMessageContaining("is \"yes\", expected true or false");
    assertRefused(RunFiles.LEAST + "name: \"a\\eb\"\n")
        .hasMessageContaining("name (line 8) is \"a\\u001bb\", expected a text of one line");
  }

  @Test
  void namesTheChangedComputationKeysOfAContinuedRun() throws IOException {
    String begun = RunFiles.load(folder, RunFiles.LEAST).resolvedYaml();
    RunFile later =
        RunFiles.load(
            folder,
            RunFiles.LEAST,
            "training.memoryBudgetBytes=1000000",
            "training.checkpointEverySteps=9",
            "training.shuffledControl=true",
            "models.student.path=/elsewhere/student");

    assertThat(later.computesOtherwise(begun))
        .containsExactly(
            "models.student.path: " + folder.resolve("models/student") + " → /elsewhere/student",
            "training.checkpointEverySteps: 50 → 9",
            "training.memoryBudgetBytes: 0 → 1000000");
    assertThat(later.computesOtherwise(later.resolvedYaml())).isEmpty();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      String yaml, String... overrides) {
    return assertThatThrownBy(() -> RunFiles.load(folder, yaml, overrides))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
