package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.Rank;
import scala.Tuple2;

/**
 * A decision in the form that executors get.
 *
 * @param history the id of the earlier run's question that the candidate repeats; otherwise empty
 */
record Decided(long rank, Choice choice, long cluster, String history) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The number of decisions in one partition of a Spark job. */
  private static final int CHUNK = 10_000;

  /** All decisions by rank. */
  static JavaPairRDD<Long, Decided> distributed(
      JavaSparkContext spark, Decisions decisions, KeptHistory history) {
    List<List<Decided>> chunks = new ArrayList<>();
    for (int from = 0; from < decisions.count(); from += CHUNK) {
      List<Decided> chunk = new ArrayList<>();
      for (int i = from; i < Math.min(from + CHUNK, decisions.count()); i++) {
        Choice choice = decisions.choice(i);
        String id = historyId(choice, history);
        chunk.add(new Decided(decisions.rank(i), choice, decisions.cluster(i), id));
      }
      chunks.add(chunk);
    }
    return spark
        .parallelize(chunks, Math.max(1, Math.min(chunks.size(), 8 * spark.defaultParallelism())))
        .flatMap(List::iterator)
        .mapToPair(decision -> new Tuple2<>(decision.rank(), decision));
  }

  private static String historyId(Choice choice, KeptHistory history) {
    return choice instanceof Choice.Duplicate duplicate && Rank.isHistory(duplicate.keptRank())
        ? history.id(Rank.historyQuestion(duplicate.keptRank()))
        : "";
  }

  boolean isOfHistory() {
    return !history.isEmpty();
  }

  /** The rank of the kept or surplus question that the candidate repeats, or its own rank. */
  long witness() {
    if (choice instanceof Choice.Duplicate duplicate) {
      return duplicate.keptRank();
    }
    return choice instanceof Choice.SurplusDuplicate duplicate ? duplicate.surplusRank() : rank;
  }

  boolean isSurplus() {
    return choice instanceof Choice.Surplus || choice instanceof Choice.SurplusDuplicate;
  }
}
