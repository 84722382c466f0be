package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.chat.Message;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.LiveTensors;
import org.wordsight.tensor.TwoThreads;
import org.wordsight.vision.RgbImage;

/** The demo's student answers with images and without, each operation on two threads. */
@Tag("two-threads")
class TestGenerationWithTwoThreads {
  private static final Path STUDENT = Path.of("..", "conf", "demo", "student");
  private static final String SCENE = "A man drops a bag in the park and a child sees it. ";

  @BeforeAll
  static void requireTwoThreads() {
    TwoThreads.require();
  }

  private static LoadedModel load(Precision precision) {
    return LoadedModel.load(STUDENT, precision, Device.CPU, Purpose.ANSWER);
  }

  /** Prompts of several lengths, every other one with an image. */
  private static List<GenerationRequest> group(LoadedModel model, boolean sampled) {
    List<GenerationRequest> group = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean shows = i % 2 == 0;
      String text = SCENE.repeat(1 + i) + "What now?";
      Message message = shows ? Message.userWithImage(text) : Message.user(text);
      Sampling sampling = sampled ? new Sampling(1, 0.95, i) : Sampling.greedy();
      List<RgbImage> images = shows ? List.of(gradient(56 + 28 * i)) : List.of();
      String prompt = model.template().prompt(List.of(message));
      group.add(
          new GenerationRequest(prompt, images, 10 + 3 * i, sampling, List.of("A", "B", "C")));
    }
    return group;
  }

  private static RgbImage gradient(int size) {
    byte[] rgb = new byte[size * size * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 7);
    }
    return new RgbImage(size, size, rgb);
  }

  private static void assertSameBits(List<Generation> actual, List<Generation> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).ids()).containsExactly(expected.get(i).ids());
      assertThat(actual.get(i).logProbabilities())
          .containsExactly(expected.get(i).logProbabilities());
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void givesTheSameBitsForTheSameGroup(Precision precision) {
    try (LoadedModel model = load(precision);
        TextGenerator generator = new TextGenerator(model)) {
      for (boolean sampled : new boolean[] {false, true}) {
        List<GenerationRequest> group = group(model, sampled);
        List<Generation> once = generator.generate(group);
        assertThat(once).allMatch(answer -> answer.problem().isEmpty());
        assertSameBits(generator.generate(group), once);
      }
    }
  }

  @Test
  void answersGreedilyAsWithOneThread() {
    try (LoadedModel model = load(Precision.FLOAT32);
        TextGenerator generator = new TextGenerator(model)) {
      Supplier<List<Generation>> answers = () -> generator.generate(group(model, false));
      List<Generation> withTwo = answers.get();
      List<Generation> withOne = TwoThreads.withOne(answers);
      for (int i = 0; i < withTwo.size(); i++) {
        assertThat(withTwo.get(i).ids()).containsExactly(withOne.get(i).ids());
        // The number of threads may decide how sums are rounded, and so the last bits.
        assertThat(withTwo.get(i).logProbabilities())
            .containsExactly(withOne.get(i).logProbabilities(), within(1e-4));
      }
    }
  }

  @Test
  void freesEverythingThatAnAnswerNeeded() {
    int before = LiveTensors.count();
    try (LoadedModel model = load(Precision.FLOAT32)) {
      try (TextGenerator generator = new TextGenerator(model)) {
        generator.generate(group(model, false));
        int once = LiveTensors.count();
        generator.generate(group(model, false));
        assertThat(LiveTensors.count()).as("features of images are kept once").isEqualTo(once);
      }
      assertThat(LiveTensors.count()).isGreaterThan(before);
    }
    assertThat(LiveTensors.count()).isEqualTo(before);
  }
}
