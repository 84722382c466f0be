package org.wordsight.jobs.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.DriverCalls;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.storage.Storage;
import org.wordsight.train.SampleFile;
import org.wordsight.train.StepLedger;

/** The driver's side of the training of one adapter. */
public final class AdapterRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Run run;
  private final AdapterPlan plan;
  private final TrainingTask.Place place;
  private final StepLedger ledger;
  private final Storage storage;

  /**
   * @param ledger of this training; the caller closes it
   */
  public AdapterRun(Run run, AdapterPlan plan, TrainingTask.Place place, StepLedger ledger) {
    this.run = run;
    this.plan = plan;
    this.place = place;
    this.ledger = ledger;
    this.storage = run.warehouse().storage();
  }

  /** Lets workers train the adapter to its end, from its newest checkpoint if there is one. */
  public WorkerEnd.Trained train(TrainingSamples samples) {
    String training = UUID.randomUUID().toString();
    TrainingTask task =
        TrainingTask.of(
                run.config(),
                "train " + plan.id(),
                training,
                TrainingTask.settings(run.config()),
                place)
            .withSamples(
                new SampleFile(samples.train(), samples.validation())
                    .put(storage, place.samples()));
    TrainingDesk desk =
        new TrainingDesk(
            ledger, run::requireLease, run.console()::message, earlierMeeting(), this::keep);
    try (DriverCalls.Opened line = DriverLine.receive(training, desk)) {
      return new TrainingAttempts(
              JavaSparkContext.fromSparkContext(run.spark().sparkContext()),
              run.console(),
              task,
              desk,
              Duration.ofSeconds(run.config().training().computation().replacementSeconds()))
          .run();
    }
  }

  /** The agreement of the workers of an earlier driver. */
  private Optional<WorkerMessage.Meeting> earlierMeeting() {
    try {
      Optional<byte[]> bytes = storage.read(place.meeting());
      return bytes.isEmpty()
          ? Optional.empty()
          : Optional.of(JSON.readValue(bytes.get(), WorkerMessage.Meeting.class));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot continue training: "
              + storage.location(place.meeting())
              + " cannot be read ("
              + IoReason.of(e)
              + "). Delete it and start again.",
          e);
    }
  }

  private void keep(WorkerMessage.Meeting meeting) {
    try {
      run.requireLease();
      storage.put(place.meeting(), JSON.writeValueAsBytes(meeting));
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write "
              + storage.location(place.meeting())
              + ": "
              + IoReason.of(e)
              + ". Check the disk and its permissions, then start again: it continues.",
          e);
    }
  }
}
