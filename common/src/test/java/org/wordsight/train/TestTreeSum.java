package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestTreeSum {
  private final Vectors vectors = new Vectors(new CpuBackend(ActivationType.FLOAT32));
  private final Scope scope = vectors.scope();

  @AfterEach
  void close() {
    scope.close();
    vectors.close();
  }

  private TreeSum tree(int size) {
    return new TreeSum(vectors, scope, size);
  }

  private Tensor vector(float... values) {
    return vectors.of(scope, FloatBuffer.wrap(values));
  }

  @Test
  void addsNeighboursFirst() {
    float[] leaves = {1e8f, 1f, -1e8f, 3f, 1e-3f, 7f, -7f, 5e-4f};
    float expected =
        ((leaves[0] + leaves[1]) + (leaves[2] + leaves[3]))
            + ((leaves[4] + leaves[5]) + (leaves[6] + leaves[7]));
    TreeSum tree = tree(1);
    for (float leaf : leaves) {
      Tensor vector = tree.vector();
      vector.memory().put(0, leaf);
      tree.add(vector);
    }
    assertThat(tree.total().toFloats()).containsExactly(expected);
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
    TreeSum parts = tree(33);
    for (int worker = 0; worker < 4; worker++) {
      parts.add(sum(leaves, 4 * worker, 4 * worker + 4));
    }
    assertThat(parts.total().toFloats()).containsExactly(sum(leaves, 0, 16).toFloats());
  }

  private Tensor sum(float[][] leaves, int from, int to) {
    TreeSum tree = tree(33);
    for (int i = from; i < to; i++) {
      tree.add(vector(leaves[i]));
    }
    return tree.total();
  }

  @Test
  void refusesAnIncompleteTree() {
    TreeSum tree = tree(1);
    tree.add(vector(1));
    tree.add(vector(1));
    tree.add(vector(1));
    assertThatThrownBy(tree::total)
        .hasMessage("Cannot close the sum of 3 vectors, expected a power of two");
  }

  @Test
  void handsOutZeroedVectorsAgain() {
    TreeSum tree = tree(2);
    Tensor vector = tree.vector();
    vector.memory().put(0, 3);
    tree.add(vector);
    tree.release(tree.total());
    assertThat(tree.vector()).isSameAs(vector);
    assertThat(vector.toFloats()).containsExactly(0, 0);
  }
}
