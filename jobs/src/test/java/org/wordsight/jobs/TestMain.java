package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.table.Table;
import org.wordsight.jobs.table.Tables;

class TestMain {
  @TempDir Path folder;

  private final VerbConsole console = new VerbConsole();

  @BeforeEach
  void useTwoSlots() {
    LocalSpark.session();
  }

  @Test
  void helpsAtEveryLevelWithExamples() {
    for (String[] help :
        List.of(
            new String[] {"--help"},
            new String[] {"demo", "--help"},
            new String[] {"run", "--help"},
            new String[] {"generate", "--help"},
            new String[] {"batch", "--help"},
            new String[] {"batch", "write", "--help"},
            new String[] {"batch", "read", "--help"},
            new String[] {"check", "--help"},
            new String[] {"verify", "--help"},
            new String[] {"sql", "--help"},
            new String[] {"runs", "--help"},
            new String[] {"bench", "--help"})) {
      assertThat(execute(help)).as(String.join(" ", help)).isZero();
      assertThat(console.results()).contains("Examples:").contains("--quiet");
    }

    assertThat(console.messages()).isEmpty();
  }

  @Test
  void saysItsVersion() {
    assertThat(execute("--version")).isZero();
    assertThat(console.results()).matches("wordsight \\d+\\.\\d+\\.\\d+(\\+\\w+)?\n");
  }

  @Test
  void refusesAnUnknownVerbAndAMissingOne() {
    assertThat(execute("trian")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).contains("'trian'");
    assertThat(console.results()).isEmpty();

    assertThat(execute()).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).contains("Missing verb, expected one of");
    assertThat(console.results()).isEmpty();
  }

  @Test
  void saysWhatItCannotReadOnTheCommandLine() {
    assertThat(execute("sql", "--config", "a.yaml", "SELECT", "1")).isEqualTo(2);
    assertThat(console.messages())
        .isEqualTo(
            "Cannot read the command line: '1' is not known here. Correct it, or put a text with"
                + " spaces into quotes.\nSee: wordsight sql --help\n");

    assertThat(execute("sql", "--config", "a.yaml", "--limit", "many", "SELECT 1")).isEqualTo(2);
    assertThat(console.messages())
        .isEqualTo(
            "Invalid value for option '--limit': 'many', expected a whole number\n"
                + "See: wordsight sql --help\n");

    assertThat(execute("gc", "--config", "a.yaml", "--keep-days", "3000000000")).isEqualTo(2);
    assertThat(console.messages()).contains("'3000000000', expected a smaller number");
  }

  @Test
  void namesEveryTableInTheHelpOfSql() {
    assertThat(execute("sql", "--help")).isZero();
    assertThat(console.results().split("\\W+"))
        .contains("spend")
        .containsAll(Tables.ALL.stream().map(Table::name).toList());
  }

  @Test
  void makesNoWarehouseToCleanOne() throws IOException {
    Path config = LocalSpark.runFile(folder).path();
    Path missing = folder.resolve("missing");
    String place = "warehouse=" + missing;
    assertThat(execute("gc", "--config", config.toString(), "--set", place)).isZero();
    assertThat(console.messages()).isEqualTo("No run in warehouse " + missing + " yet.\n");
    assertThat(missing).doesNotExist();
  }

  @Test
  void refusesImpossibleBatches() throws IOException {
    assertThat(execute("batch")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).startsWith("Missing subcommand, expected write or read.");

    String config = LocalSpark.runFile(folder).path().toString();
    String results = folder.resolve("results.jsonl").toString();
    assertThat(execute("batch", "read", "--config", config, results))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo(
            "Cannot ask by batch files: teacher.kind is self, expected openai. Run generate: it"
                + " asks a teacher in process.\n");

    String teacher = "teacher={kind: openai, endpoint: 'https://host.example/v1', model: m}";
    assertThat(execute("batch", "read", "--config", config, "--set", teacher, results))
        .isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages())
        .isEqualTo(
            "Cannot read results: %s does not exist, expected a file of results. Correct the path.\n"
                .formatted(results));

    String[] write = {"batch", "write", "--config", config, "--out", "o", "--queue-tokens", "0"};
    assertThat(execute(write)).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo("Cannot write a batch: --queue-tokens is 0, expected at least 1. Change it.\n");
  }

  @Test
  void refusesAnUnknownFlagAndNamesTheHelp() {
    assertThat(execute("runs", "--confg", "x")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).contains("--config").contains("See: wordsight runs --help");
  }

  @Test
  void refusesAnUnknownDeviceAndAnUnknownFormat() {
    assertThat(execute("verify", "--reference", "x", "--device", "gpu"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo(
            "Cannot choose a device: --device is gpu, expected cpu or gpu:N, such as gpu:0. Change"
                + " it.\n");

    assertThat(execute("bench", "load", "--precision", "int8")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo(
            "Cannot choose a format: --precision is int8, expected one of float32, bfloat16,"
                + " float16. Change it.\n");
  }

  @Test
  void verifiesInTheChosenFormatAndRefusesAMissingGpu() {
    String reference = "../common/src/test/resources/references/llama";
    assertThat(execute("verify", "--reference", reference, "--precision", "bfloat16"))
        .as("weights rounded to bfloat16 are farther from float32's numbers than its tolerances")
        .isEqualTo(ExitCode.DEFECT.status());
    assertThat(console.results()).containsPattern("losses .*failed");

    assertThat(execute("verify", "--reference", reference, "--device", "gpu:9999"))
        .isEqualTo(ExitCode.DEVICE.status());
    assertThat(console.messages()).startsWith("Cannot compute on gpu:9999: ");
  }

  @Test
  void showsNoStackTraceUnlessAskedTo() {
    String missing = folder.resolve("none.yaml").toString();
    assertThat(execute("check", "--config", missing)).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo("Cannot use run file " + missing + ": it does not exist.\n");

    execute("check", "--stacktrace", "--config", missing);
    assertThat(console.messages()).contains("at org.wordsight.config.RunFile");
  }

  @Test
  void refusesAFileAsWarehouseAndDoesNotChangeIt() throws IOException {
    Path file = folder.resolve("warehouse");
    Files.writeString(file, "mine");
    String config = LocalSpark.runFile(folder).path().toString();

    assertThat(execute("generate", "--config", config)).isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages())
        .contains("Cannot write warehouse " + file)
        .contains("set warehouse to another one");
    assertThat(file).hasContent("mine");
  }

  @Test
  void refusesToStartWhereAnotherRunIsAtWork() throws IOException {
    Path lock = folder.resolve("warehouse/_wordsight/lock");
    Files.createDirectories(lock.getParent());
    Files.writeString(
        lock,
        """
        {"host":"elsewhere","process":7,"started":"2024-01-01T00:00:00Z","taken":"2024-01-01T00:00:00Z"}
        """);
    String config = LocalSpark.runFile(folder).path().toString();

    assertThat(execute("generate", "--config", config)).isEqualTo(ExitCode.LOCKED.status());
    assertThat(console.messages()).contains("host elsewhere, process 7").contains("delete " + lock);
  }

  @Test
  void findsFaultsOfTheLastStageBeforeTheFirstStageBegins() throws IOException {
    String config = LocalSpark.runFile(folder).path().toString();

    assertThat(execute("run", "--config", config)).isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages()).contains("Cannot ").doesNotContain("generate: begins");
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void refusesSpeculation() {
    System.setProperty("spark.speculation", "true");
    try {
      String config = LocalSpark.runFile(folder).path().toString();
      assertThat(execute("generate", "--config", config)).isEqualTo(ExitCode.USAGE.status());
      assertThat(console.messages()).contains("spark.speculation is true, expected false");
    } finally {
      System.clearProperty("spark.speculation");
    }
  }

  private int execute(String... arguments) {
    return console.execute(arguments);
  }
}
