package org.wordsight.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.LostWorkerException;
import org.wordsight.exchange.Membership;
import org.wordsight.exchange.Port;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

/**
 * A worker in a process of its own, which trains the demo's student. Its output has the port on
 * which it listens, the step that it has recorded, and the way in which it ended. Its input names
 * the other workers.
 */
final class GangProcess {
  static final Path STUDENT = Path.of("..", "conf", "demo", "student");
  static final int STEPS = 6;
  private static final byte[] TOKEN =
      "one secret for all the processes".getBytes(StandardCharsets.UTF_8);

  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final List<StepRecord> records = new ArrayList<>();

  private GangProcess() {}

  /** Runs until the input says {@code end}. */
  public static void main(String[] arguments) throws IOException {
    new GangProcess().run();
  }

  private void run() throws IOException {
    try (LoadedModel model =
            LoadedModel.load(STUDENT, Precision.FLOAT32, Device.CPU, Purpose.LEARN);
        HeldState held = new HeldState()) {
      Port port = Port.open(InetAddress.getLoopbackAddress());
      say("port " + port.address().getPort());
      String line = in.readLine();
      while (line.startsWith("join ")) {
        train(model, held, port, line.split(" "));
        port = Port.open(InetAddress.getLoopbackAddress());
        say("port " + port.address().getPort());
        line = in.readLine();
      }
    }
  }

  /** The words of the input are: join RANK ATTEMPT TIMEOUT_MILLIS PORT,PORT... */
  private void train(LoadedModel model, HeldState held, Port port, String[] words) {
    List<InetSocketAddress> addresses =
        Arrays.stream(words[4].split(","))
            .map(text -> new InetSocketAddress("127.0.0.1", Integer.parseInt(text)))
            .toList();
    Membership member =
        new Membership(
            Integer.parseInt(words[1]),
            addresses,
            Long.parseLong(words[2]),
            TOKEN,
            Duration.ofMillis(Long.parseLong(words[3])));
    try {
      Gang gang = Gang.join(port, member, message -> {});
      Trainer.Result result =
          trainer(model, new Journal())
              .run(model.decoder(), 0, new GangLink(gang, new Fingerprint(Map.of()), held, false));
      say("done " + PeftFolder.sha256(result.adapter(), KeyLayout.NEW));
    } catch (LostWorkerException e) {
      say("lost " + e.worker() + " " + e.getMessage());
    }
  }

  static Trainer trainer(LoadedModel model, StepJournal journal) {
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    AdapterLayout layout = new AdapterLayout(shape, 8, TargetModules.languageProjections(shape));
    TrainingSettings settings =
        new TrainingSettings(2, 1e-3, Schedule.LINEAR, 1, 8, 4, 200, 1.0, 0.1, 42);
    return new Trainer(
        settings,
        BatchPlan.seeded(examples(22, 5), settings),
        examples(5, 6),
        Adapter.initial(layout, 16, 42),
        CheckpointStore.none(),
        100,
        journal);
  }

  private static List<TrainingExample> examples(int count, int seed) {
    Random random = new Random(seed);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(20 + 9 * (i % 7), 0, 300).toArray();
      examples.add(new TrainingExample("s" + i, ids, ids.length - 2 - i % 3));
    }
    return examples;
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Writes each step, and goes on when the input says so. */
  private final class Journal implements StepJournal {
    @Override
    public Optional<StepRecord> last() {
      return records.isEmpty() ? Optional.empty() : Optional.of(records.get(records.size() - 1));
    }

    @Override
    public int nextAttempt(int step) {
      return 1;
    }

    @Override
    public void append(StepRecord record) {
      records.add(record);
      say("step " + record.step() + " " + record.adapterSha256());
      try {
        in.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void force() {}
  }
}
