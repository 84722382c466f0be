package org.wordsight.jobs.curation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;

/**
 * The embedder and the threshold of a run. The run file names the embedder by its place only, and
 * another model there gives other cosines. So both are logged before the first wave, and all later
 * decisions of the run use them.
 */
public final class FixedMeaning {
  private static final String LOG = "meaning";

  private FixedMeaning() {}

  /**
   * What the log holds.
   *
   * @param embedder the hash of the embedder's files
   * @param threshold the least cosine of duplicates
   */
  public record Entry(String embedder, double threshold) {}

  /**
   * The same curation, with the threshold of the run's log. The first call measures it, where the
   * run file has none, and logs it.
   *
   * @throws WordsightException exit code 3 where the embedder is not the one of the log
   */
  public static Curation of(Run run, Curation curation) {
    return curation
        .meaning()
        .map(meaning -> curation.with(meaning.with(entry(run, meaning).threshold())))
        .orElse(curation);
  }

  private static Entry entry(Run run, Meaning meaning) {
    String embedder = Embedders.fingerprint(meaning.embedder());
    SegmentLog<Entry> log = run.log(LOG, Entry.class);
    Optional<List<Entry>> known = log.find(LOG);
    if (known.isEmpty()) {
      OptionalDouble given = meaning.threshold();
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
      Entry entry =
          new Entry(embedder, given.orElseGet(() -> meaning.calibrate(spark).threshold()));
      log.append(LOG, List.of(entry));
      return entry;
    }
    Entry entry = known.get().get(0);
    if (!entry.embedder().equals(embedder)) {
      throw WordsightException.input(
          "Cannot continue run %s: the hash of its embedder is %s, expected %s as before the first wave. Use the same model, or begin anew with another --run-id."
              .formatted(run.id(), embedder, entry.embedder()));
    }
    return entry;
  }
}
