package org.wordsight.jobs.curation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.SignatureBuilder;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.DriverParts;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.RequestRow;

/** The questions that an earlier run kept, read from its tables. */
final class KeptQuestions {
  private KeptQuestions() {}

  /** A kept question, as executors send it. */
  private record Kept(long rank, String id, ComparedText text, float[] vector)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Computes the signatures of another run's kept questions, in the order of its plan, and puts
   * them into the warehouse. This run's embedder computes the vectors.
   *
   * @param name of the file in the warehouse
   */
  static void saveSignatures(Run run, RunState other, DuplicateRules rules, String name) {
    Dataset<Row> kept =
        run.readOther(other, CandidateRow.TABLE)
            .join(
                run.readOther(other, CurationRow.TABLE)
                    .where("verdict = 'kept'")
                    .select("candidate_id"),
                "candidate_id");
    JavaRDD<Candidate> candidates =
        PublishedCandidates.of(kept, run.readOther(other, RequestRow.TABLE));
    boolean words = rules.comparesWords();
    Optional<EmbedderPlace> embedder =
        rules
            .meaning()
            .flatMap(rule -> run.config().curation().semantic())
            .map(semantic -> EmbedderPlace.of(semantic, run.config()));
    // Sorting reads its input twice.
    JavaRDD<Kept> texts =
        Embedders.embedded(candidates, embedder, false)
            .map(one -> kept(one, words))
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      JavaRDD<Kept> sorted = texts.sortBy(Kept::rank, true, DriverParts.of(texts.count()));
      for (Iterator<Kept> next = sorted.toLocalIterator(); next.hasNext(); ) {
        Kept one = next.next();
        builder.add(one.id(), one.text(), one.vector());
      }
      Path file = Files.createTempFile("wordsight-signatures", ".bin");
      try {
        builder.write(file);
        run.requireLease();
        run.warehouse().storage().put(name, file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write the signatures of run %s: %s. Check the disk and the warehouse."
              .formatted(other.id(), IoReason.of(e)),
          e);
    } finally {
      texts.unpersist(false);
    }
  }

  private static Kept kept(Embedders.Embedded one, boolean words) {
    Candidate candidate = one.candidate();
    return new Kept(
        Rank.of(candidate), candidate.id(), text(candidate, words), one.embedding().vector());
  }

  /** A candidate's text, with its words where a rule compares them. */
  static ComparedText text(Candidate candidate, boolean words) {
    ComparedText text = ComparedText.of(candidate.question());
    return words ? text : text.withoutWords();
  }
}
