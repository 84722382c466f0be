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
import org.wordsight.embed.Embedding;

/** Vectors of length 1 of which a tenth are copies of earlier ones with a little noise. */
final class PlantedVectors {
  static final int DIMENSIONS = 384;
  private static final int COPIES_IN = 10;

  /** Gives a copy a cosine of about 0.98 with its source. */
  private static final double NOISE = 0.01;

  private final List<float[]> vectors = new ArrayList<>();
  private final List<Boolean> copies = new ArrayList<>();

  PlantedVectors(int count) {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < count; i++) {
      boolean isCopy = i > 0 && random.nextInt(COPIES_IN) == 0;
      int source = isCopy ? random.nextInt(i) : i;
      // Copies of copies would drift away from the first one.
      isCopy = isCopy && !copies.get(source);
      double[] sums = new double[DIMENSIONS];
      for (int d = 0; d < DIMENSIONS; d++) {
        sums[d] =
            isCopy ? vectors.get(source)[d] + NOISE * random.nextGaussian() : random.nextGaussian();
      }
      vectors.add(Embedding.of(sums, false).vector());
      copies.add(isCopy);
    }
  }

  List<float[]> list() {
    return vectors;
  }

  boolean isCopy(int number) {
    return copies.get(number);
  }

  /** Writes all numbers in float32, little-endian. */
  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ByteBuffer row = ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] vector : vectors) {
        row.asFloatBuffer().put(vector);
        out.write(row.array());
      }
    }
  }
}
