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

class TestCheckVerb {
  @TempDir Path folder;

  private final VerbConsole console = new VerbConsole();

  @BeforeEach
  void useTwoSlots() {
    LocalSpark.session();
  }

  @Test
  void checksTheDemoAndPrintsItsResolvedRunFile() throws IOException {
    assertThat(execute("check", "--config", "../conf/demo.yaml")).as(console.messages()).isZero();

    Path resolved = folder.resolve("resolved.yaml");
    Files.writeString(resolved, console.results());
    assertThat(execute("check", "--config", resolved.toString())).isZero();
    assertThat(console.results())
        .contains("# each adapter: 327,680 trainable parameters")
        .contains("# training on 500: ")
        .contains("# configuration hash: ");
  }

  @Test
  void checksAStudentThatShowsImagesInTiles() {
    String student = "../common/src/test/resources/references/llava_onevision/checkpoint";
    assertThat(
            execute(
                "check",
                "--config",
                "../conf/demo.yaml",
                "--set",
                "models.student.path=" + Path.of(student).toAbsolutePath().normalize()))
        .as(console.messages())
        .isZero();
    assertThat(console.results()).contains("# models.student: llava_onevision, ");
  }

  @Test
  void saysWhichLayersAnAdapterLeavesOut() {
    String looking =
        "models.student.path=../common/src/test/resources/references/mllama/checkpoint";
    assertThat(execute("check", "--config", "../conf/demo.yaml", "--set", looking))
        .as(console.messages())
        .isZero();
    assertThat(console.results())
        .contains("# models.student: mllama, ")
        .contains(
            "# each adapter leaves out layers 1, 3: they look at images, text gives them no"
                + " gradient");
  }

  @Test
  void saysThatTheGpuOfTheRunCannotBeUsed() {
    assertThat(execute("check", "--config", "../conf/demo.yaml", "--device", "gpu:9999"))
        .isEqualTo(ExitCode.DEVICE.status());
    assertThat(console.messages()).contains("Cannot compute on gpu:9999: ");
    assertThat(execute("check", "--config", "../conf/demo.yaml", "--device", "gpu"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .contains(
            "Cannot choose a device: --device is gpu, expected cpu or gpu:N, such as gpu:0. Change it.");
    assertThat(execute("check", "--config", "../conf/demo.yaml", "--device", "cpu")).isZero();
  }

  @Test
  void refusesARunOnAGpuThatCannotBeUsedBeforeItBegins() {
    Path warehouse = folder.resolve("warehouse");
    for (String verb : List.of("run", "generate")) {
      assertThat(
              execute(
                  verb,
                  "--config",
                  "../conf/demo.yaml",
                  "--set",
                  "warehouse=" + warehouse,
                  "--device",
                  "gpu:9999"))
          .isEqualTo(ExitCode.DEVICE.status());
      assertThat(console.messages()).contains("Cannot compute on gpu:9999: ");
      assertThat(warehouse).doesNotExist();
    }
  }

  @Test
  void reportsEveryMissingFileOfARunFile() {
    String config = LocalSpark.runFile(folder).path().toString();
    assertThat(execute("check", "--config", config)).isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages())
        .contains(folder.resolve("student").toString())
        .contains(folder.resolve("seeds.json").toString())
        .contains(folder.resolve("viva.json").toString());
    assertThat(console.results()).isEmpty();
  }

  @Test
  void findsAnUnreachableWarehouseBeforeAnythingIsSpent() throws IOException {
    String[] demo = {
      "check", "--config", "../conf/demo.yaml", "--set", "warehouse=hdfs://127.0.0.1:1/w"
    };
    assertThat(execute(demo)).isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages()).startsWith("Cannot read warehouse hdfs://127.0.0.1:1/w: ");

    Path file = Files.writeString(folder.resolve("file"), "mine");
    demo[4] = "warehouse=file:" + file + "/below";
    assertThat(execute(demo)).isEqualTo(ExitCode.INPUT.status());
    assertThat(console.messages()).contains("below: " + file + " is not a folder");
  }

  @Test
  void needsNoImagesWithoutAnArmThatShowsThem() {
    String[] given = {
      "check",
      "--config",
      "../conf/demo.yaml",
      "--set",
      "evaluation.arms=[given]",
      "--set",
      "evaluation.viva.images=" + folder + "/none"
    };
    assertThat(execute(given)).as(console.messages()).isZero();
    assertThat(console.results())
        .contains("700 items, arms given, base")
        .doesNotContain("# images:");
  }

  @Test
  void reportsAWrongRunFileBeforeMissingInputs() {
    String config = LocalSpark.runFile(folder).path().toString();
    assertThat(execute("check", "--config", config, "--set", "lora.rank=0"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).contains("lora.rank (--set) is 0");
  }

  private int execute(String... arguments) {
    return console.execute(arguments);
  }
}
