package org.wordsight.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestClusters {
  @Test
  void joinsWhatADroppedQuestionResembles() {
    Clusters clusters =
        Clusters.of(
            Map.of(1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L, 9L, 3L),
            List.of(new Pair(2, 3, .8), new Pair(1, 2, .7)));
    assertThat(List.of(1L, 2L, 3L, 9L)).allMatch(rank -> clusters.rootOf(rank) == 1);
    assertThat(clusters.rootOf(4)).isEqualTo(4);
    assertThat(clusters.sizes(List.of(1L, 9L, 4L)))
        .containsOnly(Map.entry(1L, 2), Map.entry(4L, 1));
  }

  @Test
  void namesAClusterByACandidateEvenIfASeedIsInIt() {
    long seed = Rank.ofSeed(1);
    Clusters clusters =
        Clusters.of(Map.of(), List.of(new Pair(seed, 5, .8), new Pair(seed, 4, .8)));
    assertThat(clusters.rootOf(5)).isEqualTo(4);
    assertThat(clusters.rootOf(seed)).isEqualTo(4);
  }
}
