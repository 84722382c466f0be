package org.wordsight.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;

/** Starts the worker processes of a {@link GangStepWorker.Task} and brings them together. */
final class GangProcesses {
  private static final int TOKEN_BYTES = 32;

  private GangProcesses() {}

  private record Worker(Process process, BufferedReader out) {
    void tell(Object line) throws IOException {
      process
          .outputWriter(StandardCharsets.UTF_8)
          .append(GangStepWorker.JSON.writeValueAsString(line) + "\n")
          .flush();
    }

    /** The next line of JSON; libraries may print others. */
    JsonNode next() throws IOException {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("{")) {
          return GangStepWorker.JSON.readTree(line);
        }
      }

      throw new IOException("it ended, and its last lines say why");
    }
  }

  /**
   * Measures steps of several worker processes, in one or more ways.
   *
   * @param shards of all workers, and at least one for each
   * @param count how many workers
   * @param threads of one of them
   * @return the steps after the warm-up of each way; a step takes as long as its slowest worker
   */
  static List<GangStepWorker.Result> measure(
      BenchSession session,
      Shape work,
      int shards,
      int count,
      int threads,
      int warmUps,
      GangStepWorker.Way... ways) {
    BenchOptions options = session.options();
    List<List<GangStepWorker.Result>> ofWorkers =
        run(
            new GangStepWorker.Task(
                session.model().toAbsolutePath().toString(),
                work,
                count,
                threads,
                shards,
                options.steps().microBatchTokens(),
                warmUps + options.runs().repetitions(),
                List.of(ways)));
    List<GangStepWorker.Result> results = new ArrayList<>();
    for (int i = 0; i < ways.length; i++) {
      int way = i;
      results.add(slowest(ofWorkers.stream().map(each -> each.get(way)).toList(), warmUps));
    }

    return results;
  }

  /** The steps after the warm-up. The adapter is that of rank 0. */
  static GangStepWorker.Result slowest(List<GangStepWorker.Result> ofWorkers, int warmUps) {
    List<List<Double>> recorded =
        ofWorkers.stream()
            .map(GangStepWorker.Result::seconds)
            .filter(seconds -> !seconds.isEmpty())
            .toList();
    List<Double> slowest =
        IntStream.range(warmUps, recorded.get(0).size())
            .mapToObj(
                step -> recorded.stream().mapToDouble(each -> each.get(step)).max().orElseThrow())
            .toList();
    return new GangStepWorker.Result(slowest, ofWorkers.get(0).sha256());
  }

  /** The results of each worker in each way. */
  private static List<List<GangStepWorker.Result>> run(GangStepWorker.Task task) {
    List<Worker> workers = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int rank = 0; rank < task.workers(); rank++) {
        workers.add(started(task));
      }

      for (Worker worker : workers) {
        ports.add(GangStepWorker.port(worker.next()));
      }

      byte[] token = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(token);
      for (int rank = 0; rank < workers.size(); rank++) {
        workers
            .get(rank)
            .tell(new GangStepWorker.Meeting(rank, ports, HexFormat.of().formatHex(token)));
      }

      List<List<GangStepWorker.Result>> results = new ArrayList<>();
      for (Worker worker : workers) {
        List<GangStepWorker.Result> ofWays = new ArrayList<>();
        for (int way = 0; way < task.ways().size(); way++) {
          ofWays.add(GangStepWorker.JSON.treeToValue(worker.next(), GangStepWorker.Result.class));
        }
        results.add(ofWays);
      }

      return results;
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot measure a worker process: %s. Check the machine's memory and --model."
              .formatted(e.getMessage()),
          e);
    } finally {
      workers.forEach(worker -> worker.process().destroy());
    }
  }

  private static Worker started(GangStepWorker.Task task) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                GangStepWorker.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(task.threads()));
    Process process = builder.start();
    Worker worker = new Worker(process, process.inputReader(StandardCharsets.UTF_8));
    worker.tell(task);
    return worker;
  }
}
