package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.chat.Tokenizer;

/** The script that measures a GPU. Short scripts replace the product and Python. */
class TestGpuScript {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path SCRIPTS = REPOSITORY.resolve("docs/bench");
  private static final List<String> LIBRARIES =
      List.of("libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libc10.so", "libc10_cuda.so");

  @TempDir private Path folder;
  private Path results;
  private Path libtorch;

  private record Outcome(int status, String output) {}

  private record Step(String name, int seconds, List<String> command) {}

  @BeforeEach
  void prepare() throws IOException {
    results = folder.resolve("results.txt");
    libtorch = Files.createDirectory(folder.resolve("libtorch"));
    for (String library : LIBRARIES) {
      Files.createFile(libtorch.resolve(library));
    }
    Files.createFile(libtorch.resolve("libdjl_torch.so"));
  }

  private Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPTS.resolve("gpu.sh").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(WORDSIGHT|PYTORCH)_?.*"));
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output);
  }

  private List<Step> plan(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--dry-run"));
    all.addAll(List.of(arguments));
    Outcome outcome = run(Map.of("WORDSIGHT", "wordsight"), all.toArray(String[]::new));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome
        .output()
        .lines()
        .map(line -> line.split("\\|", 3))
        .map(parts -> new Step(parts[0], Integer.parseInt(parts[1]), command(parts[2])))
        .toList();
  }

  /** The words of a command, without the variables at its beginning. */
  private static List<String> command(String text) {
    return List.of(text.replaceFirst("^env (\\S+=\\S+ )+", "").split(" "));
  }

  private Path program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void plansOnlyCommandsAndFilesThatExist() throws IOException, InterruptedException {
    List<Step> plan = plan();
    assertThat(plan)
        .extracting(Step::name)
        .contains(
            "verify-mllama", "answering", "lora-step", "peer", "lora-losses", "profile-lora-step");
    for (Step step : plan) {
      assertThat(step.seconds()).as(step.name()).isBetween(1, 480);
      List<String> command = step.command();
      switch (command.get(1)) {
        case "verify" -> {
          String reference = command.get(command.indexOf("--reference") + 1);
          assertThat(Path.of(reference)).isDirectoryContaining("glob:**reference.json");
        }
        case "bench" -> assertThat(SpeedBenchmarks.names()).contains(command.get(2));
        default -> assertThat(Path.of(command.get(1))).isRegularFile();
      }
    }
  }

  @Test
  void plansTheMostValuableStepsFirst() throws IOException, InterruptedException {
    assertThat(plan())
        .extracting(Step::name)
        .containsSubsequence("verify-llama", "model", "answering")
        .endsWith(
            "answering",
            "lora-step",
            "peer",
            "lora-losses-paper",
            "lora-step-again",
            "profile-lora-step",
            "lora-losses",
            "profile-answering");
  }

  @Test
  void givesComparisonsOfLossesTheTimeOfFourTrainings() throws IOException, InterruptedException {
    assertThat(plan("--only", "lora-losses,lora-losses-paper"))
        .filteredOn(step -> step.name().startsWith("lora-losses"))
        .hasSize(2)
        .allSatisfy(step -> assertThat(step.seconds()).isEqualTo(180));
  }

  @Test
  void plansAllArchitecturesInFloat32() throws IOException, InterruptedException {
    assertThat(plan())
        .filteredOn(step -> step.name().matches("verify-[a-z]+\\d*(_[a-z]+)?"))
        .hasSize(5)
        .allSatisfy(step -> assertThat(step.command()).containsSequence("--precision", "float32"));
  }

  @Test
  void measuresAnExistingCheckpoint() throws IOException, InterruptedException {
    Files.createFile(folder.resolve("config.json"));
    List<Step> plan =
        plan("--model", folder.toString(), "--shards", "4", "--only", "lora-step,peer");
    assertThat(plan).extracting(Step::name).containsExactly("lora-step", "peer");
    assertThat(plan.get(0).command())
        .containsSequence("--model", folder.toString())
        .containsSequence("--device", "gpu:0", "--precision", "bfloat16")
        .containsSequence("--shards", "4");
  }

  @Test
  void makesTheCheckpointThatAStepNeeds() throws IOException, InterruptedException {
    List<Step> plan = plan("--model", "/models/new", "--size", "1b", "--only", "answering");
    assertThat(plan).extracting(Step::name).containsExactly("model", "answering");
    assertThat(plan.get(0).command()).contains("/models/new").endsWith("1b");
    assertThat(plan("--only", "verify-llama"))
        .extracting(Step::name)
        .containsExactly("verify-llama");
  }

  @Test
  void writesDownTheOutputOfEachStepAndContinuesAfterAFailure()
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")), "the stand-ins need env");
    Path product =
        program(
            "product",
            """
            case $* in
              --version) echo "wordsight 1" ;;
              *qwen2_vl*) echo "chat  logits  1.0  0.1  failed"; echo "1 passed, 1 failed"; exit 1 ;;
              verify*) echo "plain  logits  0  0.1  passed"; echo "42 passed, 0 failed" ;;
              *answering*) echo "Cannot compute on gpu:0: it is away." >&2; exit 5 ;;
              bench*) echo '{"case": "step"}' ;;
            esac
            """);
    Path python = program("python", "echo \"python ${1##*/}\"\n");
    Outcome outcome =
        run(
            Map.of(
                "WORDSIGHT",
                product.toString(),
                "WORDSIGHT_PYTHON",
                python.toString(),
                "PYTORCH_VERSION",
                "2.7.1",
                "PYTORCH_FLAVOR",
                "cu128"),
            "--libtorch",
            libtorch.toString(),
            "--out",
            results.toString());
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
    assertThat(results)
        .content()
        .contains("wordsight wordsight 1, libtorch 2.7.1 for cu128")
        .containsPattern("== verify-llama: status 0 after \\d+ s\n42 passed, 0 failed\n== ")
        .containsPattern(
            "== verify-qwen2_vl: status 1 after \\d+ s\nchat  logits  1.0  0.1  failed\n1 passed, 1 failed\n")
        .containsPattern("== model: status 0 after \\d+ s\npython gpu_model.py\n")
        .containsPattern(
            "== answering: status 5 after \\d+ s\nCannot compute on gpu:0: it is away.\n")
        .containsPattern("== lora-step: status 0 after \\d+ s\n\\{\"case\": \"step\"\\}\n")
        .containsPattern("== peer: status 0")
        .containsPattern("== table\npython gpu_table.py\n")
        .containsPattern(
            "\n== failed: verify-qwen2_vl answering profile-answering\n== done after \\d+ s");
    assertThat(folder)
        .as("what was made on the way is gone")
        .isDirectoryNotContaining("glob:**wordsight-gpu-*");
  }

  private Outcome measured(Path product, Path python, String only)
      throws IOException, InterruptedException {
    return run(
        Map.of(
            "WORDSIGHT",
            product.toString(),
            "WORDSIGHT_PYTHON",
            python.toString(),
            "PYTORCH_VERSION",
            "2.7.1",
            "PYTORCH_FLAVOR",
            "cu128"),
        "--libtorch",
        libtorch.toString(),
        "--out",
        results.toString(),
        "--only",
        only);
  }

  @Test
  void endsWellWhenEveryStepEndsWell() throws IOException, InterruptedException {
    Path product = program("product", "echo '42 passed, 0 failed'\n");
    Path python = program("python", "echo \"python ${1##*/}\"\n");
    Outcome outcome = measured(product, python, "verify-llama,answering,peer");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(results).content().contains("== table\n").doesNotContain("== failed");
  }

  @Test
  void failsWhereTheSameStepsGiveOtherBits() throws IOException, InterruptedException {
    Path product = program("product", "");
    Path python =
        program(
            "python",
            """
            case $1 in
              *gpu_table.py) echo "done again, step: OTHER BITS"; exit 1 ;;
              *) echo '{"case": "step"}' ;;
            esac
            """);
    Outcome outcome = measured(product, python, "peer");
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
    assertThat(results)
        .content()
        .contains("== table\ndone again, step: OTHER BITS\n")
        .contains("\n== failed: table\n== done after");
  }

  @Test
  void onlyShowsHowFarBfloat16IsFromTheReferences() throws IOException, InterruptedException {
    Path product =
        program(
            "product",
            """
            case $* in
              *references/llama*) echo "plain  logits  1  0.1  failed"; echo "1 passed, 1 failed"; exit 1 ;;
              *references/qwen2*) echo "Killed" >&2; exit 1 ;;
            esac
            """);
    Path python = program("python", "");
    assertThat(measured(product, python, "verify-bfloat16-llama").status()).isZero();
    assertThat(results).content().contains("\n1 passed, 1 failed\n").doesNotContain("== failed");
    assertThat(measured(product, python, "verify-bfloat16-qwen2").status()).isEqualTo(1);
    assertThat(results).content().contains("\n== failed: verify-bfloat16-qwen2\n");
  }

  @Test
  void leavesOutStepsForWhichThereIsNoTime() throws IOException, InterruptedException {
    Path product = program("product", "echo '42 passed, 0 failed'\n");
    Outcome outcome =
        run(
            Map.of(
                "WORDSIGHT", product.toString(),
                "PYTORCH_VERSION", "2.7.1",
                "PYTORCH_FLAVOR", "cu128"),
            "--libtorch",
            libtorch.toString(),
            "--out",
            results.toString(),
            "--limit",
            "1",
            "--only",
            "answering,lora-step");
    assertThat(outcome.status()).isZero();
    assertThat(results)
        .content()
        .contains("answering: left out, the time is over\nlora-step: left out, the time is over\n");
  }

  @Test
  void doesNotBlameAStepThatTheTimeEnds() throws IOException, InterruptedException {
    Path product = program("product", "[ \"$1\" = --version ] || exec sleep 60\n");
    Outcome outcome =
        run(
            Map.of(
                "WORDSIGHT", product.toString(),
                "PYTORCH_VERSION", "2.7.1",
                "PYTORCH_FLAVOR", "cu128",
                "SECONDS", "474"),
            "--libtorch",
            libtorch.toString(),
            "--out",
            results.toString(),
            "--model",
            Files.createFile(folder.resolve("config.json")).getParent().toString(),
            "--only",
            "answering,lora-step");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(results)
        .content()
        .contains(
            "== answering: status 124 after 6 s\nanswering: ended before it was done, the time is over\nlora-step: left out, the time is over\n")
        .doesNotContain("== failed");
  }

  @Test
  void putsOurFiguresBesideThePeers() throws IOException, InterruptedException {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "no Python here");
    Path figures = folder.resolve("figures.jsonl");
    Path again = folder.resolve("again.jsonl");
    String ours =
        """
        {"case": "step, layers kept", "subject": "wordsight", "metric": "tokens/s", "median": 9000.0, "settings": {"adapter_sha256": "a", "gpu_mebibytes_before": 1024, "gpu_mebibytes_at_peak": 3072}}
        """;
    Files.writeString(
        figures,
        ours
            + """
            {"case": "step, layers kept", "subject": "peer", "metric": "tokens/s", "median": 6000.0, "settings": {}}
            {"case": "step, layers computed twice", "subject": "wordsight", "metric": "tokens/s", "median": 1.0, "settings": {"adapter_sha256": "b"}}
            """);
    Files.writeString(again, ours);
    Process process =
        new ProcessBuilder(
                python.toString(),
                SCRIPTS.resolve("gpu_table.py").toString(),
                figures.toString(),
                again.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("| step, layers kept | tokens/s | 9,000 | 6,000 | 1.50 | 2.0 |  |")
        .contains("done again, step, layers kept: the same bits")
        .contains("step, layers kept and computed twice: OTHER BITS");
    assertThat(process.waitFor()).isEqualTo(1);
  }

  @Test
  void givesThePeerTheSameCases() throws IOException {
    String peer = Files.readString(SCRIPTS.resolve("gpu_peer.py"));
    try (Tokenizer tokenizer = Tokenizer.load(REPOSITORY.resolve("conf/demo/teacher"))) {
      assertThat(AnswerWork.ofAllKinds(tokenizer))
          .allSatisfy(work -> assertThat(peer).contains('"' + work.of().name() + '"'));
    }
    LoraStepBenchmark steps = LoraStepBenchmark.standard();
    assertThat(peer)
        .contains('"' + steps.equal().toString() + ", \"")
        .contains('"' + steps.unequal().toString() + ", \"");
  }

  @Test
  void refusesUnknownOptions() throws IOException, InterruptedException {
    assertThat(run(Map.of(), "--speed", "1"))
        .isEqualTo(new Outcome(2, "Cannot measure the GPU: --speed is not known. See --help."));
    assertThat(run(Map.of(), "--size", "70b").output())
        .isEqualTo("Cannot measure the GPU: --size is 70b, expected 8b, 1b or tiny. Change it.");
    assertThat(run(Map.of(), "--limit", "soon").status()).isEqualTo(2);
    assertThat(run(Map.of(), "--only", "speed", "--dry-run").output())
        .startsWith(
            "Cannot measure the GPU: --only names the step speed, expected some of verify-llama");
  }

  @Test
  void namesTheMissingPartsOfALibtorch() throws IOException, InterruptedException {
    assertThat(run(Map.of()).output()).contains("--libtorch is absent");
    Files.delete(libtorch.resolve("libdjl_torch.so"));
    Outcome withoutJni =
        run(
            Map.of("PYTORCH_VERSION", "2.11.0", "PYTORCH_FLAVOR", "cu130"),
            "--libtorch",
            libtorch.toString());
    assertThat(withoutJni.status()).isEqualTo(5);
    assertThat(withoutJni.output())
        .contains("holds no libdjl_torch.so")
        .contains("fits libtorch 2.7.1 alone, not 2.11.0");
    assertThat(run(Map.of(), "--libtorch", libtorch.toString()).output())
        .contains("Set PYTORCH_VERSION and PYTORCH_FLAVOR");
    Files.delete(libtorch.resolve("libtorch_cuda.so"));
    Outcome forCpus = run(Map.of(), "--libtorch", libtorch.toString());
    assertThat(forCpus.status()).isEqualTo(5);
    assertThat(forCpus.output()).contains("holds no libtorch_cuda.so");
  }
}
