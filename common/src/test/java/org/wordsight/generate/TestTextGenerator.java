package org.wordsight.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.chat.Message;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.vision.RgbImage;

/**
 * Generation with the embedded world's small models. The content of their answers does not matter
 * here.
 */
@Tag("any-threads")
class TestTextGenerator {
  private static final Path MODELS = Path.of("..", "conf", "demo");
  private static final String LONG =
      "A man drops a bag in the park and a child sees it. ".repeat(12);

  private static LoadedModel model;
  private static TextGenerator generator;

  @BeforeAll
  static void load() {
    model =
        LoadedModel.load(MODELS.resolve("teacher"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
    generator = new TextGenerator(model);
  }

  @AfterAll
  static void close() {
    generator.close();
    model.close();
  }

  private static GenerationRequest request(String text, int tokens, Sampling sampling) {
    String prompt = model.template().prompt(List.of(Message.user(text)));
    return new GenerationRequest(prompt, List.of(), tokens, sampling, List.of("A", "B"));
  }

  /** Prompts of very different lengths, and limits at which rows end at different times. */
  private static List<GenerationRequest> unequal(Sampling sampling) {
    List<GenerationRequest> group = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      group.add(request(LONG.substring(0, 5 + i * i * 12), 4 + 5 * (i % 4), sampling));
    }
    return group;
  }

  private static List<String> texts(List<Generation> generations) {
    return generations.stream().map(Generation::text).toList();
  }

  private static void assertAnsweredAsAlone(TextGenerator some, List<GenerationRequest> group) {
    List<Generation> together = some.generate(group);
    for (int i = 0; i < group.size(); i++) {
      Generation alone = some.generate(List.of(group.get(i))).get(0);
      assertThat(together.get(i).ids()).containsExactly(alone.ids());
      assertThat(together.get(i).logProbabilities())
          .containsExactly(alone.logProbabilities(), within(1e-4));
    }
  }

  @Test
  void answersGreedilyAloneAsInAGroup() {
    List<GenerationRequest> group = unequal(Sampling.greedy());
    assertAnsweredAsAlone(generator, group);
  }

  @Test
  void answersGreedilyInAnyOrderOfTheRows() {
    List<GenerationRequest> group = unequal(Sampling.greedy());
    List<String> texts = new ArrayList<>(texts(generator.generate(group)));
    Collections.reverse(group);
    Collections.reverse(texts);
    assertThat(texts(generator.generate(group))).isEqualTo(texts);
  }

  @Test
  void givesTheSameBitsForTheSameGroup() {
    List<GenerationRequest> group =
        IntStream.range(0, 6)
            .mapToObj(i -> request(LONG.substring(0, 40 + 9 * i), 24, new Sampling(1, 0.9, i)))
            .toList();
    List<Generation> once = generator.generate(group);
    generator.generate(unequal(Sampling.greedy()));
    List<Generation> again = generator.generate(group);
    for (int i = 0; i < group.size(); i++) {
      assertThat(again.get(i).ids()).containsExactly(once.get(i).ids());
      assertThat(again.get(i).logProbabilities()).containsExactly(once.get(i).logProbabilities());
    }
  }

  @Test
  void samplesDifferentlyForEachSeed() {
    List<GenerationRequest> group =
        IntStream.range(0, 8).mapToObj(i -> request(LONG, 16, new Sampling(1.5, 1, i))).toList();
    assertThat(texts(generator.generate(group)).stream().distinct()).hasSizeGreaterThan(4);
  }

  @Test
  void sharesTheCommonBeginningOfAllPrompts() {
    List<GenerationRequest> group =
        List.of(
            request(LONG + "What now?", 20, Sampling.greedy()),
            request(LONG + "Why?", 12, Sampling.greedy()),
            request(LONG, 20, Sampling.greedy()));
    assertAnsweredAsAlone(generator, group);
  }

  /**
   * Two groups of prompts with common beginnings, a smaller group inside one of them, and a
   * different prompt, in random order.
   */
  private static List<GenerationRequest> families() {
    String other = "Two nurses wait at the door of a ward. ".repeat(9);
    return Stream.of(
            LONG + "Why?",
            other + "Who calls first?",
            "Hi",
            LONG.substring(0, 200) + " What now?",
            other + "What is said?",
            LONG.substring(0, 200) + " What now, then?",
            LONG + "What now?",
            other + "What is said to them?")
        .map(text -> request(text, 6 + text.length() % 7, Sampling.greedy()))
        .toList();
  }

  @Test
  void readsTheCommonBeginningOfSomePromptsOnce() {
    List<GenerationRequest> group = families();
    assertAnsweredAsAlone(generator, group);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void readsTheCommonBeginningOfSomePromptsOnceWhileRowsWait(int places) {
    List<GenerationRequest> group = families();
    try (TextGenerator small = withPlaces(places, group)) {
      assertThat(texts(small.generate(group))).isEqualTo(texts(generator.generate(group)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void answersTheSameWithFewerPlacesThanRows(int places) {
    List<GenerationRequest> group = unequal(Sampling.greedy());
    try (TextGenerator small = withPlaces(places, group)) {
      assertThat(texts(small.generate(group))).isEqualTo(texts(generator.generate(group)));
    }
  }

  /** A generator whose memory is just enough for so many places. */
  private static TextGenerator withPlaces(int places, List<GenerationRequest> group) {
    List<Row> rows = generator.rows(group);
    MemoryPlan memory = generator.memory();
    int prefix = CommonPrefix.length(rows);
    long budgetBytes = memory.bytes(rows, 0) + (places - 1) * memory.placeBytes(rows, prefix);
    TextGenerator small = new TextGenerator(model, LoraWeights.none(), budgetBytes);
    assertThat(small.memory().places(rows, prefix).rows()).isBetween(places, places + 1);
    return small;
  }

  @Test
  void givesTheSameBitsForTheSameGroupWithFewPlaces() {
    List<GenerationRequest> group =
        IntStream.range(0, 9)
            .mapToObj(i -> request(LONG.substring(0, 60), 6 + i, new Sampling(1, 1, i)))
            .toList();
    try (TextGenerator small = withPlaces(4, group)) {
      assertThat(texts(small.generate(group))).isEqualTo(texts(small.generate(group)));
    }
  }

  @Test
  void refusesARequestThatDoesNotFitIntoMemory() {
    try (TextGenerator tiny = new TextGenerator(model, LoraWeights.none(), 100_000)) {
      Generation refused = tiny.generate(List.of(request("Hi", 5, Sampling.greedy()))).get(0);
      assertThat(refused.reason()).isEqualTo(FinishReason.REFUSED);
      assertThat(refused.problem()).contains("bytes of memory, expected at most 100,000");
    }
  }

  @Test
  void refusesAPromptLongerThanTheModelAndAnswersTheOthers() {
    GenerationRequest fine = request("Hi", 5, Sampling.greedy());
    String tooLong = "word ".repeat(model.maximumPositions());
    List<Generation> answers =
        generator.generate(List.of(fine, request(tooLong, 5, Sampling.greedy()), fine));
    assertThat(answers.get(1).reason()).isEqualTo(FinishReason.REFUSED);
    assertThat(answers.get(1).problem())
        .contains("expected fewer than the model's " + model.maximumPositions() + " positions");
    assertThat(answers.get(0).text()).isEqualTo(answers.get(2).text());
    assertThat(answers.get(0).reason()).isNotEqualTo(FinishReason.REFUSED);
  }

  @Test
  void saysWhyAnAnswerEnded() {
    Generation cut = generator.generate(List.of(request("Hi", 2, Sampling.greedy()))).get(0);
    assertThat(cut.ids()).hasSizeLessThanOrEqualTo(2);
    Generation none = generator.generate(List.of(request("Hi", 0, Sampling.greedy()))).get(0);
    assertThat(none.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(none.ids()).isEmpty();
    assertThat(none.logProbabilities()).hasSize(2).doesNotContain(0.0);
    for (Generation answer : generator.generate(unequal(Sampling.greedy()))) {
      int[] ids = answer.ids();
      boolean stopped = model.stopTokens().contains(ids[ids.length - 1]);
      assertThat(answer.reason() == FinishReason.STOP).isEqualTo(stopped);
    }
  }

  @Test
  void answersAnEmptyGroupWithNothing() {
    assertThat(generator.generate(List.of())).isEmpty();
  }

  @Test
  void refusesImagesThatTheModelCannotSee() {
    RgbImage image = new RgbImage(28, 28, new byte[28 * 28 * 3]);
    GenerationRequest shown =
        new GenerationRequest("Hi", List.of(image), 3, Sampling.greedy(), List.of());
    Generation refused = generator.generate(List.of(shown)).get(0);
    assertThat(refused.reason()).isEqualTo(FinishReason.REFUSED);
    assertThat(refused.problem()).contains("it reads only text");
  }

  @Test
  void answersAboutImagesAloneAsInAGroup() {
    try (LoadedModel student = student();
        TextGenerator seeing = new TextGenerator(student)) {
      List<GenerationRequest> group = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String prompt =
            student
                .template()
                .prompt(List.of(Message.userWithImage(LONG.substring(0, 20 + 30 * i))));
        List<RgbImage> images = List.of(gradient(56 + 28 * (i % 3), i));
        group.add(new GenerationRequest(prompt, images, 8, Sampling.greedy(), List.of("A", "E")));
      }
      assertAnsweredAsAlone(seeing, group);
    }
  }

  @Test
  void sharesAnImageThatAllPromptsShow() {
    try (LoadedModel student = student();
        TextGenerator seeing = new TextGenerator(student)) {
      List<RgbImage> image = List.of(gradient(168, 3));
      List<GenerationRequest> group =
          Stream.of("What now?", "Who needs help here, and why?", "What now?")
              .map(text -> student.template().prompt(List.of(Message.userWithImage(text))))
              .map(
                  prompt ->
                      new GenerationRequest(prompt, image, 8, Sampling.greedy(), List.of("A")))
              .toList();
      assertAnsweredAsAlone(seeing, group);
    }
  }

  @Test
  void readsOnceAnImageThatSomePromptsShow() {
    try (LoadedModel student = student();
        TextGenerator seeing = new TextGenerator(student)) {
      List<GenerationRequest> group = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String text = LONG + "Who needs help here, and why?".substring(0, 12 + 3 * i);
        String prompt = student.template().prompt(List.of(Message.userWithImage(text)));
        List<RgbImage> image = List.of(gradient(168, i % 2));
        group.add(new GenerationRequest(prompt, image, 8, Sampling.greedy(), List.of("A")));
      }
      List<Row> rows = seeing.rows(group);
      assertThat(CommonPrefix.length(rows)).isZero();
      assertThat(Reading.of(rows.get(2), rows.subList(0, 2), List.of(), 0).start())
          .isGreaterThan(rows.get(0).prompt().sight().to());
      assertAnsweredAsAlone(seeing, group);
    }
  }

  @Test
  void givesTheSameBitsAfterAnyEarlierImages() {
    double[] fresh;
    double[] later;
    try (LoadedModel student = student();
        TextGenerator seeing = new TextGenerator(student)) {
      fresh = scoresOfTwoImages(student, seeing);
    }
    try (LoadedModel student = student();
        TextGenerator seeing = new TextGenerator(student)) {
      String prompt = student.template().prompt(List.of(Message.userWithImage("Hi")));
      List<RgbImage> image = List.of(gradient(168, 1));
      seeing.generate(
          List.of(new GenerationRequest(prompt, image, 1, Sampling.greedy(), List.of("A"))));
      later = scoresOfTwoImages(student, seeing);
    }
    assertThat(later).containsExactly(fresh);
  }

  private static double[] scoresOfTwoImages(LoadedModel student, TextGenerator seeing) {
    String prompt = student.template().prompt(List.of(Message.userWithImage("What now?")));
    return seeing
        .generate(
            IntStream.range(0, 2)
                .mapToObj(i -> List.of(gradient(168, i)))
                .map(
                    image ->
                        new GenerationRequest(prompt, image, 1, Sampling.greedy(), List.of("A")))
                .toList())
        .stream()
        .mapToDouble(answer -> answer.logProbabilities()[0])
        .toArray();
  }

  private static LoadedModel student() {
    return LoadedModel.load(
        MODELS.resolve("student"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  private static RgbImage gradient(int size, int shift) {
    byte[] rgb = new byte[size * size * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * (shift + 1) / 7);
    }
    return new RgbImage(size, size, rgb);
  }

  @Test
  void refusesAScoredTextWithoutATokens() {
    GenerationRequest empty =
        new GenerationRequest("Hi", List.of(), 1, Sampling.greedy(), List.of(""));
    assertThatThrownBy(() -> generator.generate(List.of(empty)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has no first token");
  }
}
