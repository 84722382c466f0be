package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Which of some rows' positions look at which images: the same for every layer of a step. Positions
 * that look at the same go together, so that no mask is needed.
 *
 * @param indices_M the positions that look at images, group by group
 * @param groups_G4 of each group how many positions, its images from the first to the one behind
 *     the last, and 1 where it looks at everything that these offer
 * @param seen_I how much of each image belongs to its picture
 * @param feeding_M1 0 for positions whose feed-forward part adds nothing
 */
record CrossPlan(
    Tensor indices_M,
    Tensor groups_G4,
    Tensor seen_I,
    Tensor feeding_M1,
    List<ImageMemory.Image> images) {

  /**
   * Tokens of a row that follow one another.
   *
   * @param token the first one's place in its row
   * @param position the first one's place among all hidden states
   */
  record Span(ImageMemory memory, int token, int position, int count) {}

  private record Group(int first, int behind, boolean everything) {}

  /**
   * @param spans at least one of them of a row with images
   */
  static CrossPlan of(Scope scope, List<Span> spans) {
    List<ImageMemory.Image> images = new ArrayList<>();
    Map<ImageMemory, Integer> firstImages = new IdentityHashMap<>();
    Map<Group, List<Long>> positions = new LinkedHashMap<>();
    for (Span span : spans) {
      if (span.memory().isEmpty()) {
        continue;
      }
      if (!firstImages.containsKey(span.memory())) {
        firstImages.put(span.memory(), images.size());
        images.addAll(span.memory().images());
      }
      int base = firstImages.get(span.memory());
      for (int i = 0; i < span.count(); i++) {
        ImageMemory.Look look = span.memory().look(span.token() + i);
        Group group = new Group(base + look.first(), base + look.behind(), look.everything());
        positions
            .computeIfAbsent(group, g -> new ArrayList<>())
            .add((long) span.position() + i);
      }
    }
    return of(scope, positions, images);
  }

  private static CrossPlan of(
      Scope scope, Map<Group, List<Long>> positions, List<ImageMemory.Image> images) {
    long[] indices =
        positions.values().stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
    float[] feeding = new float[indices.length];
    LongStream.Builder groups = LongStream.builder();
    int at = 0;
    for (Map.Entry<Group, List<Long>> entry : positions.entrySet()) {
      Group group = entry.getKey();
      int count = entry.getValue().size();
      groups.add(count).add(group.first()).add(group.behind()).add(group.everything() ? 1 : 0);
      Arrays.fill(feeding, at, at + count, group.everything() ? 0 : 1);
      at += count;
    }
    long[] seen = images.stream().mapToLong(ImageMemory.Image::seen).toArray();
    return new CrossPlan(
        scope.longs(indices, indices.length),
        scope.longs(groups.build().toArray(), positions.size(), 4),
        scope.longs(seen, seen.length),
        scope.floats(feeding, feeding.length, 1),
        images);
  }

  List<Tensor> keys(int crossLayer) {
    return images.stream().map(image -> image.keys().get(crossLayer)).toList();
  }

  List<Tensor> values(int crossLayer) {
    return images.stream().map(image -> image.values().get(crossLayer)).toList();
  }
}
