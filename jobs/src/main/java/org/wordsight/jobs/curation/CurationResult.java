package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.wordsight.dedup.BandPlan;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.ContaminationIndex.Hit;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.NearRule;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.SelectionFacts;
import org.wordsight.embed.Embedding;
import org.wordsight.jobs.table.ClusterRow;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.HotBucketRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.synthesis.RejectionReason;
import scala.Tuple2;

/** The decisions of curation as rows of tables, in the order of rank. */
public final class CurationResult {
  private static final String STAGE = "curate";

  /** Decisions in one piece of a Spark job. */
  private static final int CHUNK = 10_000;

  /** Points of the S-curve. */
  private static final int SIMILARITIES = 20;

  private final JavaRDD<Examined> examined;
  private final long candidates;
  private final Decisions decisions;
  private final NearRule near;
  private final SelectionFacts facts;
  private final List<CurationStatRow> meaning;
  private final JavaPairRDD<Long, Decided> decided;
  private final JavaPairRDD<Long, String> ids;

  /**
   * A candidate on an executor.
   *
   * @param text empty where the candidate is contaminated
   * @param embedding without a vector where meanings are not compared
   */
  record Examined(long rank, String id, List<Hit> hits, ComparedText text, Embedding embedding)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A decision on its way back to executors. */
  private record Decided(long rank, Choice choice, long cluster) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The rank of the kept or surplus question that it repeats, or its own. */
    long witness() {
      if (choice instanceof Choice.Duplicate duplicate) {
        return duplicate.keptRank();
      }
      return choice instanceof Choice.SurplusDuplicate duplicate ? duplicate.surplusRank() : rank;
    }
  }

  /**
   * @param meaning figures about the comparison of meanings
   */
  CurationResult(
      JavaRDD<Examined> examined,
      Decisions decisions,
      NearRule near,
      SelectionFacts facts,
      List<CurationStatRow> meaning) {
    this.examined = examined;
    this.candidates = examined.count();
    this.decisions = decisions;
    this.near = near;
    this.facts = facts;
    this.meaning = meaning;
    this.decided = distributed(JavaSparkContext.fromSparkContext(examined.context()), decisions);
    this.ids = examined.mapToPair(candidate -> new Tuple2<>(candidate.rank(), candidate.id()));
  }

  private static JavaPairRDD<Long, Decided> distributed(
      JavaSparkContext spark, Decisions decisions) {
    List<List<Decided>> chunks = new ArrayList<>();
    for (int from = 0; from < decisions.count(); from += CHUNK) {
      List<Decided> chunk = new ArrayList<>();
      for (int i = from; i < Math.min(from + CHUNK, decisions.count()); i++) {
        chunk.add(new Decided(decisions.rank(i), decisions.choice(i), decisions.cluster(i)));
      }
      chunks.add(chunk);
    }
    return spark
        .parallelize(chunks, Math.max(1, Math.min(chunks.size(), 8 * spark.defaultParallelism())))
        .flatMap(List::iterator)
        .mapToPair(decision -> new Tuple2<>(decision.rank(), decision));
  }

  public long candidates() {
    return candidates;
  }

  public long contaminated() {
    return candidates - decisions.count();
  }

  /** The number of kept candidates, without surplus. */
  public int kept() {
    return decisions.kept();
  }

  public int duplicates() {
    return decisions.duplicates();
  }

  /** One row for each candidate. */
  public JavaRDD<Row> curationRows() {
    JavaRDD<Tuple2<Long, Row>> contaminated =
        examined
            .filter(candidate -> !candidate.hits().isEmpty())
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

  public JavaRDD<Row> duplicateRows() {
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
                              duplicate.method().text(),
                              duplicate.score())));
                }));
  }

  public JavaRDD<Row> contaminationRows() {
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
            hit.span()));
  }

  /** Candidates beyond the number asked for. The table {@code candidates} has their questions. */
  public JavaRDD<Row> rejectedRows() {
    return inOrder(
        withWitness(CurationResult::isSurplus)
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

  private static boolean isSurplus(Decided decision) {
    return decision.choice() instanceof Choice.Surplus
        || decision.choice() instanceof Choice.SurplusDuplicate;
  }

  /** The clusters of more than one question, in the order of rank. */
  public JavaRDD<Row> clusterRows() {
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

  public List<HotBucketRow> hotBucketRows() {
    return facts.hotBuckets().stream()
        .map(
            bucket ->
                new HotBucketRow(HexFormat.of().toHexDigits(bucket.key()), bucket.questions()))
        .toList();
  }

  /** The funnel from candidates to samples, and how the search for near duplicates went. */
  public List<CurationStatRow> statRows() {
    List<CurationStatRow> rows = new ArrayList<>();
    rows.add(new CurationStatRow("funnel", "candidates", candidates()));
    rows.add(new CurationStatRow("funnel", "contaminated", contaminated()));
    rows.add(new CurationStatRow("funnel", "exact", decisions.duplicates(Choice.Method.EXACT)));
    rows.add(new CurationStatRow("funnel", "near", decisions.duplicates(Choice.Method.NEAR)));
    rows.add(
        new CurationStatRow("funnel", "semantic", decisions.duplicates(Choice.Method.SEMANTIC)));
    rows.add(new CurationStatRow("funnel", "surplus", decisions.surplus()));
    rows.add(new CurationStatRow("funnel", "kept", kept()));
    rows.add(new CurationStatRow("work", "compared", facts.compared()));
    rows.add(new CurationStatRow("work", "boilerplate", facts.boilerplate()));
    near.bands().ifPresent(bands -> addSearch(bands, rows));
    rows.addAll(meaning);
    return rows;
  }

  private void addSearch(BandPlan bands, List<CurationStatRow> rows) {
    rows.add(new CurationStatRow("work", "bands", bands.bands()));
    rows.add(new CurationStatRow("work", "rows", bands.rows()));
    for (int i = 1; i <= SIMILARITIES; i++) {
      double similarity = (double) i / SIMILARITIES;
      rows.add(
          new CurationStatRow(
              "s-curve",
              String.format(Locale.ROOT, "%.2f", similarity),
              bands.probability(similarity)));
    }
    rows.add(new CurationStatRow("recall", "pairs", facts.bruteForcePairs()));
    if (facts.bruteForcePairs() > 0) {
      double found = (double) facts.foundOfThem() / facts.bruteForcePairs();
      rows.add(new CurationStatRow("recall", "found", found));
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
    return byWitness
        .filter(found -> !Rank.isSeed(found._1()))
        .join(ids)
        .map(found -> new Named(found._2()._1()._1(), found._2()._1()._2(), found._2()._2()))
        .union(ofSeeds);
  }

  private static Row row(CurationRow row) {
    return CurationRow.TABLE.row(row);
  }

  private static JavaRDD<Row> inOrder(JavaRDD<Tuple2<Long, Row>> rows) {
    return rows.sortBy(Tuple2::_1, true, Math.max(1, rows.context().defaultParallelism()))
        .map(Tuple2::_2);
  }
}
