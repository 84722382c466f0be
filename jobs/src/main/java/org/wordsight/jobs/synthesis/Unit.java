package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.PlannedWave;
import scala.Tuple2;

/**
 * A planned group in short form, with the ids of its requests in their order.
 *
 * @param wave the number of its wave
 * @param number its place in the plan, from which the group is found again
 */
record Unit(int wave, int number, List<String> requestIds) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A part of a wave. */
  private record Part(GroupPlan plan, int from, int to) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Unit of(PlannedGroup group) {
    return new Unit(
        group.wave(),
        group.number(),
        List.copyOf(group.requests().stream().map(PlannedRequest::id).toList()));
  }

  /** The groups of these waves by the hashes of their requests. Spark's tasks compute them. */
  static JavaPairRDD<String, Unit> byHash(JavaSparkContext spark, List<? extends GroupPlan> waves) {
    return numbers(spark, waves)
        .mapToPair(
            number -> {
              PlannedGroup group = number._1().group(number._2());
              return new Tuple2<>(group.hash(), of(group));
            });
  }

  /** The numbers of all groups, each with its wave. */
  private static JavaRDD<Tuple2<GroupPlan, Integer>> numbers(
      JavaSparkContext spark, List<? extends GroupPlan> waves) {
    List<Part> parts = new ArrayList<>();
    for (GroupPlan plan : waves) {
      PlannedWave wave = plan.wave();
      int step =
          Math.max(
              1, (wave.groups() + spark.defaultParallelism() - 1) / spark.defaultParallelism());
      for (int from = wave.firstGroup(); from < wave.endGroup(); from += step) {
        parts.add(new Part(plan, from, Math.min(wave.endGroup(), from + step)));
      }
    }
    return spark
        .parallelize(parts, Math.max(1, Math.min(parts.size(), spark.defaultParallelism())))
        .flatMap(
            part ->
                IntStream.range(part.from(), part.to())
                    .mapToObj(number -> new Tuple2<>(part.plan(), number))
                    .iterator());
  }
}
