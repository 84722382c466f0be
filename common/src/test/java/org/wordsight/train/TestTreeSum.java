package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TestTreeSum {

  @Test
  void addsNeighboursFirst() {
    float[] leaves = {1e8f, 1f, -1e8f, 3f, 1e-3f, 7f, -7f, 5e-4f};
    float expected =
        ((leaves[0] + leaves[1]) + (leaves[2] + leaves[3]))
            + ((leaves[4] + leaves[5]) + (leaves[6] + leaves[7]));
    TreeSum tree = new TreeSum(1);
    for (float leaf : leaves) {
      float[] vector = tree.vector();
      vector[0] = leaf;
      tree.add(vector);
    }
    assertThat(tree.total()).containsExactly(expected);
  }

  @Test
  void givesTheSameBitsWhenAlignedPartsAreSummedElsewhere() {
    Random random = new Random(7);
    float[][] leaves = new float[16][33];
    for (float[] leaf : leaves) {
      for (int i = 0; i < leaf.length; i++) {
        leaf[i] = (float) random.nextGaussian();
      }
    }
    TreeSum parts = new TreeSum(33);
    for (int worker = 0; worker < 4; worker++) {
      parts.add(sum(leaves, 4 * worker, 4 * worker + 4));
    }
    assertThat(parts.total()).containsExactly(sum(leaves, 0, 16));
  }

  private static float[] sum(float[][] leaves, int from, int to) {
    TreeSum tree = new TreeSum(33);
    for (int i = from; i < to; i++) {
      tree.add(leaves[i].clone());
    }
    return tree.total();
  }

  @Test
  void refusesAnIncompleteTree() {
    TreeSum tree = new TreeSum(1);
    tree.add(new float[1]);
    tree.add(new float[1]);
    tree.add(new float[1]);
    assertThatThrownBy(tree::total)
        .hasMessage("Cannot close the sum of 3 vectors, expected a power of two");
  }

  @Test
  void handsOutZeroedVectorsAgain() {
    TreeSum tree = new TreeSum(2);
    float[] vector = tree.vector();
    vector[0] = 3;
    tree.add(vector);
    tree.release(tree.total());
    assertThat(tree.vector()).isSameAs(vector).containsExactly(0, 0);
  }
}
