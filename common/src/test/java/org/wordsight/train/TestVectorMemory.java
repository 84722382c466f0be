package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestVectorMemory {
  /** Llama-3.1-8B at rank 32: 32 layers of widths 8192, 5120, 5120, 8192, 18432, 18432, 18432. */
  private static final long PARAMETERS = 32L * 32 * 81_920;

  @Test
  void countsTheVectorsOfAnAdapterOfALargeModel() {
    assertThat(PARAMETERS).isEqualTo(83_886_080);
    assertThat(VectorMemory.heapBytes(PARAMETERS)).isEqualTo(4L * 335_544_320);
    assertThat(VectorMemory.deviceBytes(PARAMETERS, 64, 1)).isEqualTo(11L * 335_544_320);
    assertThat(VectorMemory.deviceBytes(PARAMETERS, 64, 16)).isEqualTo(26L * 335_544_320);
    assertThat(VectorMemory.hostCopyBytes(PARAMETERS, 1)).isEqualTo(5L << 29);
    assertThat(VectorMemory.hostCopyBytes(PARAMETERS, 4)).isEqualTo(3L << 29);
    assertThat(VectorMemory.hostCopyBytes(1 << 20, 4)).as("a power of two").isEqualTo(3L << 22);
  }

  @Test
  void countsTheVectorsThatAWorkerReceives() {
    assertThat(VectorMemory.exchangeBytes(PARAMETERS, 8, 1)).isZero();
    long share = 4 * (PARAMETERS / 8 + 65_536);
    assertThat(VectorMemory.exchangeBytes(PARAMETERS, 8, 8)).isEqualTo(7 * share);
    // Of three workers, the two with shards 2 to 4 and 5 to 7 have two parts each.
    long third = 4 * (PARAMETERS / 3 + 65_536);
    assertThat(VectorMemory.exchangeBytes(PARAMETERS, 8, 3)).isEqualTo(4 * third);
  }

  @Test
  void countsNoMoreThanAsManyShardsAsThereAre() {
    assertThat(VectorMemory.vectorsOfSum(1, 64)).isEqualTo(1);
    assertThat(VectorMemory.vectorsOfSum(4, 2)).isEqualTo(4);
  }

  @Test
  void allowsForEveryVectorThatTheSumHolds() {
    for (int shards = 1; shards <= 64; shards *= 2) {
      for (int threads : new int[] {1, 2, 3, 16}) {
        assertThat(mostVectorsOfASum(shards, threads))
            .isLessThanOrEqualTo(VectorMemory.vectorsOfSum(shards, threads));
      }
    }
  }

  /** The vectors that {@link TreeSum} gives out and holds while so many shards are under way. */
  private static int mostVectorsOfASum(int shards, int threads) {
    try (Vectors vectors = new Vectors(new CpuBackend(ActivationType.FLOAT32));
        Scope scope = vectors.scope()) {
      TreeSum tree = new TreeSum(vectors, scope, 1);
      Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      ArrayDeque<Tensor> running = new ArrayDeque<>();
      int next = 0;
      for (int shard = 0; shard < shards; shard++) {
        while (next < shards && running.size() < Math.min(threads, shards)) {
          Tensor vector = tree.vector();
          seen.add(vector);
          running.add(vector);
          next++;
        }

        tree.add(running.remove());
      }

      return seen.size();
    }
  }
}
