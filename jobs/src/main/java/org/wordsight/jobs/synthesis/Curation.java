package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.wordsight.config.RunConfig;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.dedup.Clusters;
import org.wordsight.dedup.ContaminationIndex;
import org.wordsight.dedup.Pair;
import org.wordsight.dedup.QuestionText;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.Selection;
import org.wordsight.dedup.Shingles;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.synthesis.SeedQuestions;
import scala.Tuple2;

/**
 * Decides which candidates are kept. Contaminated candidates are removed first. Duplicates are then
 * decided among the rest; seed questions count as kept before any candidate. The result depends on
 * the candidates and these settings alone, not on order or partitions.
 *
 * @param indices the benchmarks that samples must not repeat
 * @param seeds in the file's order
 * @param threshold two questions of this similarity or more are near duplicates
 * @param asked the most candidates to keep
 */
public record Curation(
    List<ContaminationIndex> indices, List<Question> seeds, double threshold, int asked) {

  /** Reads the seed questions and the benchmarks that a run file names. */
  public static Curation of(RunConfig config) {
    return new Curation(
        BenchmarkIndexes.indices(config),
        SeedQuestions.read(Inputs.path(config.synthesis().seedQuestions())),
        config.curation().nearDuplicateThreshold(),
        config.split().wanted());
  }

  /** A question in the form in which questions are compared. */
  private record Compared(long rank, String exactKey, Shingles shingles) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Compared of(long rank, Question question) {
      QuestionText text = QuestionText.of(question);
      return new Compared(rank, text.exactKey(), Shingles.of(text.words()));
    }
  }

  /** How many of the candidates curation keeps. */
  public int countKept(JavaRDD<Candidate> candidates) {
    return curate(candidates).kept();
  }

  /** Curates candidates. Each must have a rank of its own. */
  public CurationResult curate(JavaRDD<Candidate> candidates) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(candidates.context());
    int partitions = spark.defaultParallelism();
    Broadcast<List<ContaminationIndex>> benchmarks = spark.broadcast(indices);
    JavaRDD<Tuple2<Candidate, List<ContaminationIndex.Hit>>> examined =
        candidates
            .map(candidate -> new Tuple2<>(candidate, hits(candidate, benchmarks.value())))
            .persist(StorageLevel.MEMORY_AND_DISK());
    NavigableMap<Long, String> ids = new TreeMap<>();
    examined
        .map(entry -> new Tuple2<>(Rank.of(entry._1()), entry._1().id()))
        .collect()
        .forEach(entry -> ids.put(entry._1(), entry._2()));
    NavigableMap<Long, List<ContaminationIndex.Hit>> contaminated = new TreeMap<>();
    examined
        .filter(entry -> !entry._2().isEmpty())
        .map(entry -> new Tuple2<>(Rank.of(entry._1()), entry._2()))
        .collect()
        .forEach(entry -> contaminated.put(entry._1(), entry._2()));

    JavaRDD<Compared> compared =
        examined
            .filter(entry -> entry._2().isEmpty())
            .map(entry -> Compared.of(Rank.of(entry._1()), entry._1().question()))
            .union(spark.parallelize(comparedSeeds(), 1))
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaPairRDD<String, Compared> representatives =
        compared
            .mapToPair(entry -> new Tuple2<>(entry.exactKey(), entry))
            .reduceByKey((one, other) -> one.rank() < other.rank() ? one : other, partitions)
            .persist(StorageLevel.MEMORY_AND_DISK());
    NavigableMap<Long, Long> representativeOf = representativeOf(compared, representatives);
    List<Pair> pairs =
        NearPairs.find(
            representatives
                .values()
                .map(entry -> new NearPairs.Entry(entry.rank(), entry.shingles())),
            threshold,
            partitions);
    List.of(examined, compared).forEach(rdd -> rdd.unpersist(false));
    representatives.unpersist(false);
    benchmarks.destroy();
    return new CurationResult(
        ids,
        contaminated,
        Selection.decide(representativeOf, pairs, asked),
        Clusters.of(representativeOf, pairs));
  }

  private static List<ContaminationIndex.Hit> hits(
      Candidate candidate, List<ContaminationIndex> benchmarks) {
    return benchmarks.stream()
        .flatMap(benchmark -> benchmark.hits(candidate.question()).stream())
        .toList();
  }

  private List<Compared> comparedSeeds() {
    return IntStream.rangeClosed(1, seeds.size())
        .mapToObj(number -> Compared.of(Rank.ofSeed(number), seeds.get(number - 1)))
        .toList();
  }

  private static NavigableMap<Long, Long> representativeOf(
      JavaRDD<Compared> compared, JavaPairRDD<String, Compared> representatives) {
    NavigableMap<Long, Long> representativeOf = new TreeMap<>();
    compared
        .mapToPair(entry -> new Tuple2<>(entry.exactKey(), entry.rank()))
        .join(representatives.mapValues(Compared::rank))
        .values()
        .collect()
        .forEach(ranks -> representativeOf.put(ranks._1(), ranks._2()));
    return representativeOf;
  }
}
