package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

/** Three processes that train the demo's student. One is killed, and one is paused. */
class TestGangProcesses {
  private static final int LONG = 60_000;
  private static final int SHORT = 3000;

  private final List<Worker> workers = new ArrayList<>();

  private record Worker(Process process, BufferedReader out, PrintStream in) {
    static Worker start() throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(
              System.getProperty("java.home") + "/bin/java",
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              GangProcess.class.getName());
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("OMP_NUM_THREADS", "1");
      Process process = builder.start();
      return new Worker(
          process,
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
          new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    /** The rest of the next line that begins with a word. */
    String hear(String word) throws IOException {
      String line = out.readLine();
      assertThat(line).as("what a worker says").isNotNull().startsWith(word + " ");
      return line.substring(word.length() + 1);
    }

    void signal(String name) throws Exception {
      assertThat(
              new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                  .start()
                  .waitFor())
          .isZero();
    }
  }

  @AfterEach
  void end() {
    workers.forEach(worker -> worker.process().destroyForcibly());
  }

  private static void join(List<Worker> members, int attempt, int timeoutMillis)
      throws IOException {
    List<String> ports = new ArrayList<>();
    for (Worker member : members) {
      ports.add(member.hear("port"));
    }
    for (int rank = 0; rank < members.size(); rank++) {
      members
          .get(rank)
          .in()
          .printf("join %d %d %d %s%n", rank, attempt, timeoutMillis, String.join(",", ports));
    }
  }

  private static List<StepRecord> alone() {
    try (LoadedModel model =
            LoadedModel.load(GangProcess.STUDENT, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
        StepLedger ledger = StepLedger.inMemory()) {
      Trainer.Result result = GangProcess.trainer(model, ledger).run(model.decoder(), 0);
      List<StepRecord> records = ledger.records();
      assertThat(records).hasSize(GangProcess.STEPS);
      assertThat(records.get(GangProcess.STEPS - 1).adapterSha256())
          .isEqualTo(PeftFolder.sha256(result.adapter(), KeyLayout.NEW));
      return records;
    }
  }

  @Test
  void givesTheBitsOfOneWorkerAlthoughOneIsKilledAndOneIsPaused() throws Exception {
    for (int i = 0; i < 3; i++) {
      workers.add(Worker.start());
    }
    List<String> expected =
        alone().stream().map(step -> step.step() + " " + step.adapterSha256()).toList();
    Worker first = workers.get(0);
    Worker killed = workers.get(1);
    Worker still = workers.get(2);
    List<String> steps = new ArrayList<>();

    join(workers, 1, LONG);
    steps.add(first.hear("step"));
    first.in().println("go");
    steps.add(first.hear("step"));
    killed.process().destroyForcibly().waitFor();
    first.in().println("go");
    assertThat(first.hear("lost")).startsWith("1 worker 1 at 127.0.0.1:");
    assertThat(still.hear("lost")).startsWith("1 worker 1 at 127.0.0.1:");

    join(List.of(first, still), 2, SHORT);
    steps.add(first.hear("step"));
    still.signal("STOP");
    first.in().println("go");
    assertThat(first.hear("lost"))
        .matches("1 worker 1 at 127.0.0.1:\\d+ sent nothing for 3 s while step 4 awaited its .*");
    join(List.of(first), 3, LONG);
    for (int step = 4; step <= GangProcess.STEPS; step++) {
      steps.add(first.hear("step"));
      first.in().println("go");
    }
    assertThat(GangProcess.STEPS + " " + first.hear("done")).isEqualTo(expected.get(5));
    assertThat(steps).isEqualTo(expected);

    still.signal("CONT");
    assertThat(still.hear("lost")).startsWith("0 worker 0 at 127.0.0.1:");
  }
}
