package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.wordsight.contamination.Hit;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.Rank;
import org.wordsight.jobs.table.ClusterRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.synthesis.RejectionReason;
import scala.Tuple2;

/** The decisions of curation as rows of tables, in the order of rank. Spark makes them. */
public final class CurationRows {
  private static final String STAGE = "curate";

  /** The method of a duplicate of an earlier run's question. */
  private static final String HISTORY = "history";

  private final JavaRDD<Examined> examined;
  private final JavaPairRDD<Long, Decided> decided;
  private final JavaPairRDD<Long, String> ids;

  CurationRows(JavaRDD<Examined> examined, Decisions decisions, KeptHistory history) {
    this.examined = examined;
    this.decided =
        Decided.distributed(
            JavaSparkContext.fromSparkContext(examined.context()), decisions, history);
    this.ids = examined.mapToPair(candidate -> new Tuple2<>(candidate.rank(), candidate.id()));
  }

  /** One row for each candidate. */
  public JavaRDD<Row> curation() {
    JavaRDD<Tuple2<Long, Row>> contaminated =
        examined
            .filter(Examined::isDropped)
            .map(
                candidate ->
                    new Tuple2<>(
                        candidate.rank(),
                        row(new CurationRow(candidate.id(), "contaminated", Optional.empty()))));
    JavaRDD<Tuple2<Long, Row>> others =
        decided
            .join(ids)
            .mapToPair(found -> new Tuple2<>(found._2()._1().cluster(), found._2()))
            .join(ids)
            .map(
                found -> {
                  Decided decision = found._2()._1()._1();
                  String id = found._2()._1()._2();
                  return new Tuple2<>(
                      decision.rank(),
                      row(
                          new CurationRow(
                              id, verdict(decision.choice()), Optional.of(found._2()._2()))));
                });
    return inOrder(contaminated.union(others));
  }

  private static String verdict(Choice choice) {
    if (choice instanceof Choice.Kept) {
      return "kept";
    }
    return choice instanceof Choice.Duplicate ? "duplicate" : "surplus";
  }

  public JavaRDD<Row> duplicates() {
    return inOrder(
        withWitness(decision -> decision.choice() instanceof Choice.Duplicate)
            .map(
                found -> {
                  Choice.Duplicate duplicate = (Choice.Duplicate) found.decision().choice();
                  return new Tuple2<>(
                      found.decision().rank(),
                      DuplicateRow.TABLE.row(
                          new DuplicateRow(
                              found.id(),
                              found.witness(),
                              found.decision().isOfHistory() ? HISTORY : duplicate.method().text(),
                              duplicate.score(),
                              duplicate.method().rule())));
                }));
  }

  /** One row for each hit, also for hits that drop no candidate. */
  public JavaRDD<Row> contamination() {
    return examined
        .filter(candidate -> !candidate.hits().isEmpty())
        .sortBy(Examined::rank, true, 1)
        .flatMap(
            candidate -> candidate.hits().stream().map(hit -> row(candidate.id(), hit)).iterator());
  }

  private static Row row(String id, Hit hit) {
    return ContaminationRow.TABLE.row(
        new ContaminationRow(
            id,
            hit.benchmark(),
            hit.itemId(),
            hit.field(),
            hit.rule().text(),
            hit.score(),
            hit.span(),
            hit.itemField(),
            hit.policy().text()));
  }

  /** Candidates beyond the number asked for. The table {@code candidates} has their questions. */
  public JavaRDD<Row> rejected() {
    return inOrder(
        withWitness(Decided::isSurplus)
            .map(
                found -> {
                  String detail =
                      found.decision().choice() instanceof Choice.Surplus
                          ? "kept, but beyond the number asked for"
                          : "a duplicate of " + found.witness();
                  return new Tuple2<>(
                      found.decision().rank(),
                      RejectedRow.TABLE.row(
                          new RejectedRow(
                              STAGE, found.id(), RejectionReason.SURPLUS.text(), detail, "")));
                }));
  }

  /** The clusters of more than one question, in the order of rank. */
  public JavaRDD<Row> clusters() {
    return inOrder(
        decided
            .mapToPair(
                decision -> {
                  boolean isKept = decision._2().witness() == decision._1();
                  return new Tuple2<>(
                      decision._2().cluster(), isKept ? new Size(1, 0) : new Size(0, 1));
                })
            .reduceByKey(Size::plus)
            .filter(cluster -> cluster._2().kept() + cluster._2().duplicates() > 1)
            .join(ids)
            .map(
                cluster -> {
                  Size size = cluster._2()._1();
                  return new Tuple2<>(
                      cluster._1(),
                      ClusterRow.TABLE.row(
                          new ClusterRow(cluster._2()._2(), size.kept(), size.duplicates())));
                }));
  }

  private record Size(int kept, int duplicates) implements Serializable {
    private static final long serialVersionUID = 1L;

    Size plus(Size other) {
      return new Size(kept + other.kept, duplicates + other.duplicates);
    }
  }

  /** A decision with the ids of its candidate and of its witness. */
  private record Named(Decided decision, String id, String witness) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private JavaRDD<Named> withWitness(Function<Decided, Boolean> chosen) {
    JavaPairRDD<Long, Tuple2<Decided, String>> byWitness =
        decided
            .filter(decision -> chosen.call(decision._2()))
            .join(ids)
            .mapToPair(found -> new Tuple2<>(found._2()._1().witness(), found._2()));
    JavaRDD<Named> ofSeeds =
        byWitness
            .filter(found -> Rank.isSeed(found._1()))
            .map(found -> new Named(found._2()._1(), found._2()._2(), Rank.seedId(found._1())));
    JavaRDD<Named> ofHistory =
        byWitness
            .values()
            .filter(found -> found._1().isOfHistory())
            .map(found -> new Named(found._1(), found._2(), found._1().history()));
    return byWitness
        .join(ids)
        .map(found -> new Named(found._2()._1()._1(), found._2()._1()._2(), found._2()._2()))
        .union(ofSeeds)
        .union(ofHistory);
  }

  private static Row row(CurationRow row) {
    return CurationRow.TABLE.row(row);
  }

  private static JavaRDD<Row> inOrder(JavaRDD<Tuple2<Long, Row>> rows) {
    return rows.sortBy(Tuple2::_1, true, Math.max(1, rows.context().defaultParallelism()))
        .map(Tuple2::_2);
  }
}
