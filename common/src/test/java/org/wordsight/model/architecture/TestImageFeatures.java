package org.wordsight.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

class TestImageFeatures {
  private record Picture(String key) implements Prompt.PreparedImage {
    @Override
    public long encodingBytes() {
      return 8;
    }
  }

  private final List<String> encoded = new ArrayList<>();

  /** Each picture's features are two numbers: its letter's code, twice. */
  private List<Float> of(ImageFeatures features, String pictures) {
    List<Picture> all =
        pictures.chars().mapToObj(letter -> new Picture(Character.toString(letter))).toList();
    try (Scope scope = Device.CPU.scope()) {
      return features
          .of(
              scope,
              all,
              (step, picture) -> {
                encoded.add(picture.key());
                return tensor(step, picture);
              })
          .stream()
          .map(tensor -> tensor.toFloats()[1])
          .toList();
    }
  }

  private static Tensor tensor(Scope scope, Picture picture) {
    float code = picture.key().charAt(0);
    return scope.floats(new float[] {code, code}, 1, 2);
  }

  @Test
  void encodesAnImageOnceForAllItsUses() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU)) {
      assertThat(of(features, "aba")).containsExactly(97f, 98f, 97f);
      assertThat(of(features, "cb")).containsExactly(99f, 98f);
      assertThat(encoded).containsExactly("a", "b", "c");
    }
  }

  @Test
  void forgetsTheImageNotShownForTheLongestTime() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU, 2 * 8)) {
      of(features, "ab");
      of(features, "a");
      of(features, "c");
      of(features, "a");
      assertThat(encoded).containsExactly("a", "b", "c");
      of(features, "b");
      assertThat(encoded).containsExactly("a", "b", "c", "b");
    }
  }

  @Test
  void holdsMoreThanItsMemoryWhileItIsNeeded() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU, 8)) {
      assertThat(of(features, "abcabc")).containsExactly(97f, 98f, 99f, 97f, 98f, 99f);
    }
  }
}
