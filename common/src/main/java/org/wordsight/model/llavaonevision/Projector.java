package org.wordsight.model.llavaonevision;

import java.util.List;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.FeatureMap;

/**
 * Turns the tower's hidden states into the language part's embeddings. I tiles, N features of a
 * tile, D width of the tower, T width of the language part, M tokens.
 */
final class Projector implements AutoCloseable {
  private final Kernels kernels;
  private final List<Tensor> weights;
  private final Tensor newline_T;

  Projector(
      FeatureConfig config,
      int grid,
      LlavaOnevisionNames names,
      WeightLoader loader,
      Backend backend) {
    this.kernels =
        backend.kernels(config.constants(backend.activation(), grid), "llava_onevision.py");
    String first = names.projector() + "linear_1";
    String second = names.projector() + "linear_2";
    this.weights =
        List.of(
            loader.matrix(first + ".weight"),
            config.biased() ? loader.matrix(first + ".bias") : loader.none(),
            loader.matrix(second + ".weight"),
            config.biased() ? loader.matrix(second + ".bias") : loader.none());
    this.newline_T = loader.matrix(names.newline());
  }

  /**
   * Features [I, N, T].
   *
   * @param layers_IND the tower's hidden states at each chosen layer
   */
  Tensor project(Scope scope, List<Tensor> layers_IND) {
    return kernels.call(scope, "projected", layers_IND, weights);
  }

  /** Tokens [N + 1, T] of one of several images, which has one tile. */
  Tensor end(Scope scope, Tensor features_INT) {
    return kernels.call(scope, "ended", features_INT, newline_T);
  }

  /**
   * Tokens [M, T] of a single image.
   *
   * @param rows tiles of its canvas from top to bottom
   * @param columns tiles of its canvas from left to right
   */
  Tensor map(Scope scope, Tensor features_INT, int rows, int columns, FeatureMap map) {
    long[] place = {
      rows,
      columns,
      map.top(),
      map.left(),
      map.rows(),
      map.columns(),
      map.keptRows(),
      map.keptColumns()
    };
    return kernels.call(scope, "mapped", features_INT, newline_T, scope.longs(place, place.length));
  }

  /** Features of several tiles, one tile after the other. */
  Tensor inLine(Scope scope, List<Tensor> parts) {
    return kernels.call(scope, "in_line", parts);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
