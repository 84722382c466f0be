package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * The images to which each new position attends. The plan is the same for every layer of a step.
 * Positions that attend to the same images are next to one another, so that no mask is needed.
 *
 * @param indices_M the positions that attend to images, group by group
 * @param feeding_M1 1 for each of them, or 0 if the feed-forward part adds nothing: before all
 *     images
 * @param groups for each group: its positions and its images. Then, for each image: its place among
 *     all images, and the number of its states that count
 * @param keys of all images, for each cross-attention layer; {@code values} likewise
 */
record CrossPlan(
    Tensor indices_M,
    Tensor feeding_M1,
    int[] groups,
    List<TensorList> keys,
    List<TensorList> values) {

  /**
   * Consecutive new positions.
   *
   * @param token the first position's place in its prompt
   * @param position the first position's place among all new positions
   */
  record Stretch(ImageMemory memory, int token, int position, int count) {}

  /** Some of all images, and whether all states of them count. */
  private record Look(int first, int behind, boolean everything) {}

  /**
   * @param stretches of rows with images; without any there is nothing to do
   */
  static Optional<CrossPlan> of(Scope scope, List<Stretch> stretches) {
    List<ImageMemory.Image> images = new ArrayList<>();
    Map<ImageMemory, Integer> firstImages = new IdentityHashMap<>();
    Map<Look, List<Integer>> positions = new LinkedHashMap<>();
    for (Stretch stretch : stretches) {
      if (!firstImages.containsKey(stretch.memory())) {
        firstImages.put(stretch.memory(), images.size());
        images.addAll(stretch.memory().images());
      }
      int base = firstImages.get(stretch.memory());
      for (int i = 0; i < stretch.count(); i++) {
        ImageMemory.Look look = stretch.memory().look(stretch.token() + i);
        Look among = new Look(base + look.first(), base + look.behind(), look.everything());
        positions.computeIfAbsent(among, l -> new ArrayList<>()).add(stretch.position() + i);
      }
    }
    return stretches.isEmpty() ? Optional.empty() : Optional.of(of(scope, images, positions));
  }

  private static CrossPlan of(
      Scope scope, List<ImageMemory.Image> images, Map<Look, List<Integer>> positions) {
    LongStream.Builder indices = LongStream.builder();
    IntStream.Builder groups = IntStream.builder();
    List<Float> feeding = new ArrayList<>();
    positions.forEach(
        (look, some) -> {
          groups.add(some.size()).add(look.behind() - look.first());
          for (int image = look.first(); image < look.behind(); image++) {
            ImageMemory.Image looked = images.get(image);
            groups.add(image).add(look.everything() ? looked.offered() : looked.seen());
          }
          for (int position : some) {
            indices.add(position);
            feeding.add(look.everything() ? 0f : 1f);
          }
        });
    long[] all = indices.build().toArray();
    float[] feeds = new float[all.length];
    for (int i = 0; i < feeds.length; i++) {
      feeds[i] = feeding.get(i);
    }
    List<TensorList> keys = new ArrayList<>();
    List<TensorList> values = new ArrayList<>();
    for (int layer = 0; layer < images.get(0).keys().size(); layer++) {
      int place = layer;
      keys.add(scope.list(images.stream().map(image -> image.keys().get(place)).toList()));
      values.add(scope.list(images.stream().map(image -> image.values().get(place)).toList()));
    }
    return new CrossPlan(
        scope.longs(all, all.length),
        scope.floats(feeds, feeds.length, 1),
        groups.build().toArray(),
        keys,
        values);
  }
}
