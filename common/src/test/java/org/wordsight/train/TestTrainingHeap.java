package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestTrainingHeap {
  /** Llama-3.1-8B at rank 32: 32 layers of widths 8192, 5120, 5120, 8192, 18432, 18432, 18432. */
  private static final long PARAMETERS = 32L * 32 * 81_920;

  @Test
  void countsTheVectorsOfAnAdapterOfALargeModel() {
    assertThat(PARAMETERS).isEqualTo(83_886_080);
    assertThat(TrainingHeap.vectors(64, 1)).isEqualTo(12);
    assertThat(TrainingHeap.bytes(PARAMETERS, 64, 1)).isEqualTo(12L * 335_544_320);
    assertThat(TrainingHeap.vectors(64, 16)).isEqualTo(27);
  }

  @Test
  void countsNoMoreThanAsManyShardsAsThereAre() {
    assertThat(TrainingHeap.vectors(1, 64)).isEqualTo(6);
    assertThat(TrainingHeap.vectors(4, 2)).isEqualTo(9);
  }

  @Test
  void allowsForEveryVectorThatTheSumHolds() {
    for (int shards = 1; shards <= 64; shards *= 2) {
      for (int threads : new int[] {1, 2, 3, 16}) {
        assertThat(mostVectorsOfASum(shards, threads))
            .isLessThanOrEqualTo(TrainingHeap.vectors(shards, threads) - 5);
      }
    }
  }

  /** What {@link TreeSum} hands out and holds while so many shards are under way. */
  private static int mostVectorsOfASum(int shards, int threads) {
    TreeSum tree = new TreeSum(1);
    Set<float[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<float[]> running = new ArrayDeque<>();
    int next = 0;
    for (int shard = 0; shard < shards; shard++) {
      while (next < shards && running.size() < Math.min(threads, shards)) {
        float[] vector = tree.vector();
        seen.add(vector);
        running.add(vector);
        next++;
      }

      tree.add(running.remove());
    }

    return seen.size();
  }
}
