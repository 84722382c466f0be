package org.wordsight.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestBlocks {
  @Test
  void coverEveryNumberOnceWithBlocksThatWorkersOwnInTurn() {
    for (int workers : new int[] {1, 2, 3, 8}) {
      for (int size : new int[] {1, 4095, 4096, 4097, 50_000, 1_000_003}) {
        Blocks blocks = Blocks.of(size, workers);
        List<Integer> sizes = new ArrayList<>();
        int next = 0;
        for (int block = 0; block < blocks.count(); block++) {
          assertThat(blocks.start(block)).isEqualTo(next);
          assertThat(blocks.owner(block)).isEqualTo(block % workers);
          assertThat(blocks.place(block) + blocks.length(block))
              .isLessThanOrEqualTo(blocks.size(blocks.owner(block)));
          next += blocks.length(block);
        }
        for (int worker = 0; worker < workers; worker++) {
          sizes.add(blocks.size(worker));
        }
        assertThat(next).isEqualTo(size);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(size);
      }
    }
  }

  @Test
  void growWithTheVectorUpToALimit() {
    assertThat(Blocks.of(100_000, 2).block()).isEqualTo(4096);
    assertThat(Blocks.of(1_000_000, 2).block()).isEqualTo(15 * 4096);
    assertThat(Blocks.of(80_000_000, 8).block()).isEqualTo(65_536);
  }
}
