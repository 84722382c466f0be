package org.wordsight.jobs.curation;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.EmbedderIdentity;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * The embedder and the threshold of a run. The run file names only the embedder's place, and
 * another model in that place gives other cosines. Both are therefore logged before the first wave,
 * and all later decisions of the run use them. They are also published with the curation, since
 * later runs compare them, and logs of finished runs are removed.
 */
public final class FixedMeaning {
  private static final String LOG = "meaning";
  private static final String CALIBRATION = "calibration";

  private FixedMeaning() {}

  /**
   * The entry in the log.
   *
   * @param embedder the hash of the embedder's files
   * @param threshold the least cosine of duplicates
   */
  public record Entry(String embedder, double threshold) {}

  /**
   * The curation with the embedder's identity and the threshold of the run's log. The first call
   * logs them; where the run file has no threshold, it measures one.
   *
   * @throws WordsightException exit code 3 where the embedder is not the one of the log
   */
  public static Curation of(Run run, Curation curation) {
    return curation
        .meaning()
        .map(
            meaning -> {
              MeaningRule rule = rule(run, meaning);
              return curation.with(
                  meaning.with(rule.threshold(), calibration(run, rule.threshold())), rule);
            })
        .orElse(curation);
  }

  private static MeaningRule rule(Run run, Meaning meaning) {
    EmbedderIdentity embedder = Embedders.identity(meaning.embedder());
    SegmentLog<Entry> log = run.log(LOG, Entry.class);
    Optional<List<Entry>> logged = log.find(LOG);
    if (logged.isPresent()) {
      Entry entry = logged.get().get(0);
      requireSame(run, "hash of its embedder", embedder.hash(), entry.embedder());
      return new MeaningRule(embedder.text(), entry.threshold());
    }
    Optional<MeaningRule> published = published(run.warehouse(), run.state());
    if (published.isPresent()) {
      requireSame(run, "embedder", embedder.text(), published.get().embedder());
      return published.get();
    }
    OptionalDouble given = meaning.threshold();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    double threshold = given.orElseGet(() -> logged(run, meaning.calibrate(spark)).threshold());
    log.append(LOG, List.of(new Entry(embedder.hash(), threshold)));
    return new MeaningRule(embedder.text(), threshold);
  }

  private static Calibration logged(Run run, Calibration measured) {
    run.log(CALIBRATION, Calibration.class).append(CALIBRATION, List.of(measured));
    return measured;
  }

  /** The calibration that chose the threshold, so that no new one is measured. */
  private static Optional<Calibration> calibration(Run run, double threshold) {
    return run.log(CALIBRATION, Calibration.class)
        .whole(CALIBRATION)
        .map(records -> records.get(0))
        .filter(measured -> measured.threshold() == threshold);
  }

  private static void requireSame(Run run, String what, String found, String expected) {
    if (!found.equals(expected)) {
      throw WordsightException.input(
          "Cannot continue run %s: the %s is %s, expected %s as before the first wave. Use the same model, or begin a new run with another --run-id."
              .formatted(run.id(), what, found, expected));
    }
  }

  /**
   * Publishes the embedder's identity and the threshold, where meanings are compared.
   *
   * @param curation made by {@link #of}
   */
  public static void attachTo(Publication publication, Run run, Curation curation) {
    curation
        .rules()
        .meaning()
        .ifPresent(
            rule -> {
              try {
                json(run.warehouse()).attachTo(publication, rule);
              } catch (IOException e) {
                throw WordsightException.input(
                    "Cannot write the threshold of meanings: %s. Check the disk."
                        .formatted(IoReason.of(e)),
                    e);
              }
            });
  }

  /** How a run compared meanings; absent if it compared none, or was of an earlier version. */
  static Optional<MeaningRule> published(Warehouse warehouse, RunState run) {
    return json(warehouse).find(run);
  }

  private static PublishedJson<MeaningRule> json(Warehouse warehouse) {
    return new PublishedJson<>(
        warehouse, LOG, new TypeReference<>() {}, "curate that run again with another --run-id");
  }
}
