package org.wordsight.jobs.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.wordsight.dedup.Cosine;
import org.wordsight.embed.TextVector;

/**
 * Vectors of length 1; a tenth of them are copies of earlier vectors with noise. The other vectors
 * may belong to topics, as texts do: vectors of one topic have a cosine of about 0.5.
 */
final class PlantedVectors {
  static final int DIMENSIONS = 384;
  private static final int COPIES_IN = 10;

  /** Gives a copy a cosine of about 0.98 with its source. */
  private static final double NOISE = 0.01;

  private final int dimensions;
  private final SplittableRandom random = new SplittableRandom(11);
  private final List<float[]> vectors = new ArrayList<>();
  private final List<float[]> topics = new ArrayList<>();

  /** For each vector, the number of its source; its own number if it is no copy. */
  private final int[] sources;

  /** Vectors without topics. Copies have a cosine of about 0.98 with their sources. */
  PlantedVectors(int count) {
    this(count, DIMENSIONS);
    for (int i = 0; i < count; i++) {
      sources[i] = source(i);
      double[] sums = isCopy(i) ? noisy(vectors.get(sources[i]), NOISE) : gaussian();
      vectors.add(TextVector.of(sums, false).vector());
    }
  }

  private PlantedVectors(int count, int dimensions) {
    this.dimensions = dimensions;
    this.sources = new int[count];
  }

  /**
   * Vectors with copies whose cosines are spread evenly over a range.
   *
   * @param topicCount 0 where vectors belong to no topics
   * @param least about the least cosine of a copy with its source; the largest is 1
   */
  static PlantedVectors spread(int count, int dimensions, int topicCount, double least) {
    PlantedVectors planted = new PlantedVectors(count, dimensions);
    for (int i = 0; i < topicCount; i++) {
      planted.topics.add(TextVector.of(planted.gaussian(), false).vector());
    }
    for (int i = 0; i < count; i++) {
      planted.sources[i] = planted.source(i);
      planted.vectors.add(TextVector.of(planted.spread(i, least), false).vector());
    }
    return planted;
  }

  private double[] spread(int number, double least) {
    if (isCopy(number)) {
      double cosine = least + (1 - least) * random.nextDouble();
      double noise = Math.sqrt((1 / (cosine * cosine) - 1) / dimensions);
      return noisy(vectors.get(sources[number]), noise);
    }
    return topics.isEmpty()
        ? gaussian()
        : noisy(topics.get(random.nextInt(topics.size())), Math.sqrt(1.0 / dimensions));
  }

  /** A copy of a copy would drift away from the first one. */
  private int source(int number) {
    if (number == 0 || random.nextInt(COPIES_IN) > 0) {
      return number;
    }
    int source = random.nextInt(number);
    return isCopy(source) ? number : source;
  }

  private double[] gaussian() {
    double[] sums = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      sums[d] = random.nextGaussian();
    }
    return sums;
  }

  private double[] noisy(float[] vector, double noise) {
    double[] sums = gaussian();
    for (int d = 0; d < dimensions; d++) {
      sums[d] = vector[d] + noise * sums[d];
    }
    return sums;
  }

  List<float[]> list() {
    return vectors;
  }

  boolean isCopy(int number) {
    return sources[number] != number;
  }

  /** The cosine of a copy with its source; 1 for other vectors. */
  double cosine(int number) {
    return Cosine.of(vectors.get(number), vectors.get(sources[number]));
  }

  /** Writes all numbers in float32, little-endian. */
  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ByteBuffer row = ByteBuffer.allocate(dimensions * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] vector : vectors) {
        row.asFloatBuffer().put(vector);
        out.write(row.array());
      }
    }
  }
}
