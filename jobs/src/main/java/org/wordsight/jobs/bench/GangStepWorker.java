package org.wordsight.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Membership;
import org.wordsight.exchange.Port;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NativeEngine;
import org.wordsight.train.Fingerprint;
import org.wordsight.train.GangLink;
import org.wordsight.train.HeldState;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/**
 * A worker process of {@link GangStepBenchmark}. It reads its task, prints its port, reads the
 * ports of all workers, and prints a result for each part of the task. Each of these is a line of
 * JSON.
 */
public final class GangStepWorker {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private GangStepWorker() {}

  /** How the workers train. */
  enum Way {
    /**
     * Each worker computes its own samples at the same time as the others, and exchanges nothing.
     */
    APART,
    /** All workers train one adapter. A process can do this once. */
    TOGETHER
  }

  /**
   * The work of all processes.
   *
   * @param threads of one worker
   * @param shards of all workers
   * @param steps of each way
   * @param ways one after the other
   */
  record Task(
      String model,
      Shape work,
      int workers,
      int threads,
      int shards,
      int microBatchTokens,
      int steps,
      List<Way> ways) {
    Task {
      ways = List.copyOf(ways);
    }
  }

  /**
   * The result of a worker in one way.
   *
   * @param seconds of each step; empty for workers that keep no records of a common training
   * @param sha256 of the adapter after the last step
   */
  record Result(List<Double> seconds, String sha256) {
    Result {
      seconds = List.copyOf(seconds);
    }
  }

  /**
   * The ports of all members and their secret. They come on standard input, which other users
   * cannot read.
   */
  record Meeting(int rank, List<Integer> ports, String token) {
    Meeting {
      ports = List.copyOf(ports);
    }
  }

  static int vocabulary(Path model) {
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      return checkpoint.decoder().vocabularySize();
    }
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Task task = JSON.readValue(in.readLine(), Task.class);
    NativeEngine.useThreads(OptionalInt.of(task.threads()));
    try (LoadedModel model =
            LoadedModel.load(Path.of(task.model()), Precision.FLOAT32, Device.CPU, Purpose.LEARN);
        Port port = Port.open(InetAddress.getLoopbackAddress())) {
      say(out, Map.of("port", port.address().getPort()));
      Meeting meeting = JSON.readValue(in.readLine(), Meeting.class);
      for (Way way : task.ways()) {
        say(out, trained(way, task, model, port, meeting));
      }
    }
  }

  private static void say(PrintStream out, Object line) throws IOException {
    out.println(JSON.writeValueAsString(line));
    out.flush();
  }

  private static Result trained(Way way, Task task, LoadedModel model, Port port, Meeting meeting) {
    List<TrainingExample> all = task.work().examples(model.decoder().config().vocabularySize());
    LoraSteps.Trained trained =
        switch (way) {
          case APART -> {
            int part = all.size() / task.workers();
            List<TrainingExample> own =
                all.subList(part * meeting.rank(), part * (meeting.rank() + 1));
            yield steps(own, task.shards() / task.workers(), task).train(model, task.steps());
          }
          case TOGETHER -> together(steps(all, task.shards(), task), task, model, port, meeting);
        };
    return new Result(
        trained.records().stream().map(StepRecord::seconds).toList(),
        PeftFolder.sha256(trained.adapter(), KeyLayout.NEW));
  }

  private static LoraSteps steps(List<TrainingExample> samples, int shards, Task task) {
    return new LoraSteps(samples, shards, task.microBatchTokens(), 0);
  }

  private static LoraSteps.Trained together(
      LoraSteps steps, Task task, LoadedModel model, Port port, Meeting meeting) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int each : meeting.ports()) {
      addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), each));
    }

    Membership member =
        new Membership(
            meeting.rank(), addresses, 1, HexFormat.of().parseHex(meeting.token()), TIMEOUT);
    Fingerprint work = new Fingerprint(Map.of("the work", task.toString()), Map.of());
    try (HeldState held = new HeldState()) {
      Gang gang = Gang.join(port, member, System.err::println);
      return steps.train(model, task.steps(), Optional.of(new GangLink(gang, work, held, false)));
    }
  }

  /** The port in a worker's first line. */
  static int port(JsonNode line) {
    return line.required("port").asInt();
  }
}
