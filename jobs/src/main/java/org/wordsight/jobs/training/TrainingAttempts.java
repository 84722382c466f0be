package org.wordsight.jobs.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Console;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * Trains one adapter on the driver: one Spark job lets a gang of workers train it to the end. If a
 * worker is lost, another job continues with the remaining workers, or with a replacement.
 *
 * <p>Each attempt is a job of its own. If Spark retried a stage, it would start as many workers as
 * before, and would not give the reason.
 */
final class TrainingAttempts {
  /** The number of attempts in a row that may end without a step. */
  private static final int FRUITLESS = 3;

  /** Workers that lost another worker must end within this time. After it, they are ended. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private static final long LOOK_AGAIN_MILLIS = 100;

  private final JavaSparkContext spark;
  private final WorkerPlaces places;
  private final Console console;
  private final TrainingTask task;
  private final TrainingDesk desk;
  private final Duration replacement;

  /**
   * @param replacement how long the replacement of a lost worker is awaited
   */
  TrainingAttempts(
      JavaSparkContext spark,
      Console console,
      TrainingTask task,
      TrainingDesk desk,
      Duration replacement) {
    this.spark = spark;
    this.places = new WorkerPlaces(spark.sc());
    this.console = console;
    this.task = task;
    this.desk = desk;
    this.replacement = replacement;
  }

  /**
   * Trains to the end.
   *
   * @throws WordsightException exit code 2 where there are too few executors; 5 where workers are
   *     lost again and again; the exit code of a worker's own failure
   */
  WorkerEnd.Trained run() {
    int workers = atFirst();
    int fruitless = 0;
    while (true) {
      TrainingTask now =
          task.withAttempt(desk.beginAttempt(), workers, desk.meeting(), desk.ledger());
      Optional<Throwable> lost = attempt(now);
      Optional<WorkerEnd.Trained> trained = desk.trained();
      if (lost.isEmpty() && trained.isPresent()) {
        return trained.get();
      }
      String reason = reason(lost);
      fruitless = desk.recorded() > 0 ? 0 : fruitless + 1;
      if (fruitless == FRUITLESS) {
        throw givenUp(reason, lost);
      }
      workers = Math.max(1, places.await(task.computation().workers(), replacement));
      console.message(
          "%s: %s; going on after step %d with %d of %d workers"
              .formatted(
                  task.name(), reason, desk.lastStep(), workers, task.computation().workers()));
    }
  }

  private int atFirst() {
    int there = places.await(task.computation().workers(), replacement);
    if (there < task.computation().workers() && places.areExecutors()) {
      throw WorkerSettings.cannot(
          task.computation().workers(),
          there + " executors are there after " + replacement.toSeconds() + " s",
          "at least " + task.computation().workers(),
          "Start more of them, raise training.replacementSeconds");
    }
    return task.computation().workers();
  }

  /**
   * Lets a gang train until it ends, or until it has lost a worker.
   *
   * @return Spark's exception, if the job failed
   * @throws RuntimeException a failure of a worker's own, which other workers would have too
   */
  private Optional<Throwable> attempt(TrainingTask now) {
    spark.sc().setJobDescription(task.name());
    JavaFutureAction<List<Integer>> job = submitted(now);
    try {
      Optional<Throwable> lost = watched(job);
      settle();
      return lost;
    } finally {
      job.cancel(true);
      spark.sc().setJobDescription(null);
    }
  }

  private JavaFutureAction<List<Integer>> submitted(TrainingTask now) {
    List<Integer> ranks = IntStream.range(0, now.attempt().workers()).boxed().toList();
    JavaRDD<Integer> tasks = spark.parallelize(ranks, now.attempt().workers());
    if (now.attempt().workers() == 1) {
      return tasks.map(rank -> TrainingWorker.alone(now)).collectAsync();
    }
    Function1<Iterator<Integer>, Iterator<Integer>> work = new GangFunction(now);
    RDD<Integer> gang =
        tasks.rdd().barrier().mapPartitions(work, false, ClassTag$.MODULE$.apply(Integer.class));
    return places.resources().map(gang::withResources).orElse(gang).toJavaRDD().collectAsync();
  }

  /** Waits for the job's end, for a failure, or for the loss of a worker. */
  private Optional<Throwable> watched(JavaFutureAction<List<Integer>> job) {
    long settledNanos = Long.MAX_VALUE;
    while (true) {
      throwIfFailed();
      if (job.isDone()) {
        return failure(job);
      }
      Optional<String> loss = desk.loss();
      if (loss.isPresent() && settledNanos == Long.MAX_VALUE) {
        settledNanos = System.nanoTime() + SETTLING.toNanos();
      }
      if (System.nanoTime() > settledNanos) {
        return Optional.of(new IllegalStateException(loss.orElse("")));
      }
      await();
    }
  }

  private Optional<Throwable> failure(JavaFutureAction<List<Integer>> job) {
    try {
      job.get();
      throwIfFailed();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while workers train", e);
    } catch (java.util.concurrent.ExecutionException e) {
      return Optional.of(e.getCause());
    }
  }

  private void throwIfFailed() {
    desk.failure()
        .ifPresent(
            cause -> {
              if (cause instanceof RuntimeException failure) {
                throw failure;
              }
              if (cause instanceof Error failure) {
                throw failure;
              }
              throw new IllegalStateException(cause);
            });
  }

  /**
   * Waits until the workers of this attempt have ended, since the next workers need their places. A
   * worker that does not end is paused or cut off from the network. Its executor is then ended.
   */
  private void settle() {
    long giveUp = System.nanoTime() + SETTLING.toNanos();
    while (!alive().isEmpty() && System.nanoTime() < giveUp) {
      await();
    }
    for (WorkerId worker : alive()) {
      console.message(
          "%s: %s does not answer, and its executor is ended"
              .formatted(task.name(), worker.words()));
      places.replace(worker.executor());
    }
  }

  private List<WorkerId> alive() {
    return desk.unended().stream().filter(worker -> places.isThere(worker.executor())).toList();
  }

  private void await() {
    try {
      desk.awaitChange(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while workers train", e);
    }
  }

  private String reason(Optional<Throwable> lost) {
    String gone =
        desk.unended().stream()
            .map(worker -> worker.words() + " was lost")
            .collect(Collectors.joining(", "));
    Optional<String> why =
        desk.loss()
            .or(() -> lost.map(cause -> String.valueOf(cause.getMessage())))
            .map(text -> text.lines().findFirst().orElse(""));
    return gone.isEmpty()
        ? why.orElse("the workers ended without a result")
        : gone + why.map(text -> " (" + text + ")").orElse("");
  }

  private WordsightException givenUp(String reason, Optional<Throwable> lost) {
    return new WordsightException(
        ExitCode.DEVICE,
        "Cannot go on: %s lost workers %d times without a step in between, at last: %s. Usually they have too little memory (check says how much is needed), or machines cannot reach one another. The executors' logs say more. The same command continues the run."
            .formatted(task.name(), FRUITLESS, reason),
        lost.orElse(null));
  }
}
