package org.wordsight.jobs.curation;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.wordsight.data.Candidate;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.SignatureBuilder;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.table.CandidateRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.RequestRow;

/** The questions that an earlier run kept, as its tables have them. */
final class KeptQuestions {
  private KeptQuestions() {}

  /** A kept question, as executors send it. */
  private record Kept(String id, ComparedText text) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Computes the signatures of another run's kept questions, in the order of its plan, and puts
   * them into the warehouse.
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
    JavaRDD<Kept> texts =
        candidates
            .sortBy(Rank::of, true, Math.max(1, candidates.getNumPartitions()))
            .map(one -> new Kept(one.id(), text(one, words)));
    try (SignatureBuilder builder = new SignatureBuilder(rules)) {
      for (Iterator<Kept> next = texts.toLocalIterator(); next.hasNext(); ) {
        Kept one = next.next();
        builder.add(one.id(), one.text());
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
              .formatted(other.id(), e.getMessage()),
          e);
    }
  }

  /** A candidate's text, with its words where a rule compares them. */
  static ComparedText text(Candidate candidate, boolean words) {
    ComparedText text = ComparedText.of(candidate.question());
    return words ? text : text.withoutWords();
  }
}
