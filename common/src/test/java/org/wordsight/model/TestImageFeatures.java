package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

class TestImageFeatures {
  /** One of letters a to m is a square, one of n to z is flat. */
  private record Picture(String key, long encodingBytes) implements Prompt.PreparedImage {
    @Override
    public String shape() {
      return key.charAt(0) < 'n' ? "square" : "flat";
    }
  }

  private final List<String> encoded = new ArrayList<>();
  private long encodingBytes = 1;

  /** Each picture's features are two numbers: its letter's code, twice. */
  private List<Float> of(ImageFeatures features, String pictures) {
    List<Picture> all =
        pictures
            .chars()
            .mapToObj(letter -> new Picture(Character.toString(letter), encodingBytes))
            .toList();
    try (Scope scope = Device.CPU.scope()) {
      return features
          .of(
              scope,
              all,
              (step, missing) -> {
                encoded.add(missing.stream().map(Picture::key).collect(Collectors.joining()));
                return missing.stream().map(picture -> tensor(step, picture)).toList();
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
  void encodesAnImageOnceHoweverOftenItIsShown() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU)) {
      assertThat(of(features, "aba")).containsExactly(97f, 98f, 97f);
      assertThat(of(features, "cb")).containsExactly(99f, 98f);
      assertThat(encoded).containsExactly("ab", "c");
    }
  }

  @Test
  void encodesImagesOfOneShapeTogether() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU)) {
      assertThat(of(features, "azby")).containsExactly(97f, 122f, 98f, 121f);
      assertThat(encoded).containsExactly("ab", "zy");
    }
  }

  @Test
  void encodesTogetherOnlyWhatTakesNoMoreThanAtOnce() {
    encodingBytes = ImageFeatures.ENCODED_AT_ONCE_BYTES / 2;
    try (ImageFeatures features = new ImageFeatures(Device.CPU)) {
      of(features, "abcde");
      assertThat(encoded).containsExactly("ab", "cd", "e");
      encodingBytes = 3 * ImageFeatures.ENCODED_AT_ONCE_BYTES;
      of(features, "fg");
      assertThat(encoded).containsExactly("ab", "cd", "e", "f", "g");
    }
  }

  @Test
  void forgetsWhatHasNotBeenShownForLongest() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU, 2 * 8)) {
      of(features, "ab");
      of(features, "a");
      of(features, "c");
      of(features, "a");
      assertThat(encoded).containsExactly("ab", "c");
      of(features, "b");
      assertThat(encoded).containsExactly("ab", "c", "b");
    }
  }

  @Test
  void holdsMoreThanItsMemoryWhileItIsNeeded() {
    try (ImageFeatures features = new ImageFeatures(Device.CPU, 8)) {
      assertThat(of(features, "abcabc")).containsExactly(97f, 98f, 99f, 97f, 98f, 99f);
    }
  }
}
