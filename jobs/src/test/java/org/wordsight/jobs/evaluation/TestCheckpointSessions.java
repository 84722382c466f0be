package org.wordsight.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.chat.Message;
import org.wordsight.error.WordsightException;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.ChatResponse;
import org.wordsight.evaluate.VivaItem;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.jobs.DemoModels;
import org.wordsight.jobs.LiveTensors;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

/**
 * Compares the answers of the demo's student in an evaluation with its answers when it is asked
 * directly.
 */
@Tag("any-threads")
class TestCheckpointSessions {
  private static final EvaluatedModel BASE = EvaluatedModel.base(DemoModels.STUDENT);
  private static final String OPTIONS =
      "A. call the police\nB. help the child\nC. wait\nD. take no action\nE. leave";

  @TempDir private Path folder;
  private int before;
  private EvaluatedModel adapted;

  @BeforeEach
  void writeTheAdapter() {
    Held.here().release();
    before = LiveTensors.count();
    adapted = BASE.with(DemoModels.writeAdapter(folder));
  }

  @AfterEach
  void release() {
    Held.here().release();
  }

  private static RgbImage image(int number) {
    String name = number + ".png";
    Path file = DemoModels.DEMO.resolve("benchmark/images").resolve(name);
    return ImageDecoder.decode(ImageDecoder.bytes(file, name), name);
  }

  private static ChatRequest looking(int image) {
    return new ChatRequest(
        Message.userWithImage("Select an action:\n" + OPTIONS),
        List.of(image(image)),
        4,
        VivaItem.LETTERS);
  }

  private static ChatRequest reading(String situation) {
    return new ChatRequest(
        Message.user(situation + "\n" + OPTIONS), List.of(), 6, VivaItem.LETTERS);
  }

  /** Images and text in one group. */
  private static List<ChatRequest> requests() {
    return List.of(
        looking(1),
        reading("A child falls in the park."),
        looking(2),
        looking(3),
        reading("A man drops a bag in the street, where two women talk."));
  }

  /** The model's answer without any class of evaluation. */
  private static List<Generation> direct(List<ChatRequest> requests, boolean withAdapter) {
    try (LoadedModel model =
            LoadedModel.load(
                DemoModels.STUDENT.location().localPath(),
                DemoModels.STUDENT.precision(),
                Device.CPU,
                Purpose.ANSWER);
        Scope scope = Device.CPU.scope();
        TextGenerator generator =
            new TextGenerator(
                model,
                withAdapter
                    ? AdapterMemory.bind(scope, DemoModels.adapter())
                    : LoraWeights.none())) {
      List<GenerationRequest> group = new ArrayList<>();
      for (ChatRequest request : requests) {
        group.add(
            new GenerationRequest(
                model.template().prompt(List.of(request.message())),
                request.images(),
                request.maximumNewTokens(),
                Sampling.greedy(),
                request.letters()));
      }
      return generator.generate(group);
    }
  }

  private static void assertAnsweredAs(List<ChatResponse> responses, List<Generation> direct) {
    assertThat(responses).hasSameSizeAs(direct);
    for (int i = 0; i < direct.size(); i++) {
      ChatResponse response = responses.get(i);
      Generation expected = direct.get(i);
      assertThat(response.problem()).isEmpty();
      assertThat(response.text()).isEqualTo(expected.text());
      assertThat(response.logProbabilities())
          .containsExactlyElementsOf(Arrays.stream(expected.logProbabilities()).boxed().toList());
      assertThat(response.promptTokens()).isEqualTo(expected.promptTokens());
      assertThat(response.answerTokens()).isEqualTo(expected.ids().length);
    }
  }

  @Test
  void answersImagesAndTextToTheBitAsTheModelAskedDirectly() {
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      List<ChatResponse> responses = session.ask(BASE, requests());
      assertAnsweredAs(responses, direct(requests(), false));
      assertThat(responses.get(0).prompt())
          .contains("Select an action:\nA. call the police")
          .isEqualTo(responses.get(2).prompt());
      assertThat(responses).extracting(ChatResponse::text).doesNotContain("");
    }
  }

  @Test
  void answersWithAnAdapterToTheBitAsTheModelAskedDirectly() {
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      List<ChatResponse> responses = session.ask(adapted, requests());
      assertAnsweredAs(responses, direct(requests(), true));
      assertThat(responses.get(0).logProbabilities())
          .isNotEqualTo(session.ask(BASE, requests()).get(0).logProbabilities());
    }
  }

  @Test
  void keepsBaseAndAdapterApartInOneSession() {
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      List<ChatResponse> base = session.ask(BASE, requests());
      List<ChatResponse> after = session.ask(adapted, requests());
      assertThat(session.ask(BASE, requests())).isEqualTo(base);
      assertThat(session.ask(adapted, requests())).isEqualTo(after);
    }
  }

  @Test
  void answersTheSameAfterAnotherModelTookTheDevice() {
    EvaluatedModel teacher = EvaluatedModel.base(DemoModels.TEACHER);
    List<ChatRequest> text = List.of(reading("A child falls in the park."));
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      List<ChatResponse> base = session.ask(BASE, requests());
      List<ChatResponse> after = session.ask(adapted, requests());
      assertThat(session.ask(teacher, text).get(0).problem()).isEmpty();
      assertThat(session.ask(adapted, requests())).isEqualTo(after);
      assertThat(session.ask(BASE, requests())).isEqualTo(base);
    }
  }

  @Test
  void saysWhyAPromptIsRefusedAndAnswersTheOthers() {
    List<ChatRequest> requests =
        List.of(looking(1), reading("word ".repeat(20_000)), reading("A child falls."));
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      List<ChatResponse> responses = session.ask(BASE, requests);
      ChatResponse refused = responses.get(1);
      assertThat(refused.problem())
          .startsWith("Cannot answer: the prompt has ")
          .endsWith(" positions. Shorten the prompt.");
      assertThat(refused.text()).isEmpty();
      assertThat(refused.logProbabilities()).isEmpty();
      assertThat(refused.answerTokens()).isZero();
      List<ChatRequest> answered = List.of(requests.get(0), requests.get(2));
      assertAnsweredAs(List.of(responses.get(0), responses.get(2)), direct(answered, false));
    }
  }

  @Test
  void refusesImagesThatTheModelCannotSee() {
    EvaluatedModel blind = EvaluatedModel.base(DemoModels.TEACHER);
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      assertThat(session.ask(blind, List.of(looking(1))).get(0).problem())
          .contains("it reads only text");
    }
  }

  @Test
  void refusesABrokenAdapterAndGoesOnWithTheBase() throws IOException {
    Files.delete(folder.resolve("adapter/adapter_model.safetensors"));
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      assertThatThrownBy(() -> session.ask(adapted, requests()))
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining("adapter_model.safetensors");
      assertThat(session.ask(BASE, requests())).hasSize(5);
    }
  }

  @Test
  void freesAllMemoryOfASession() {
    try (ModelSessions.Session session = new CheckpointSessions(0).open()) {
      session.ask(BASE, requests());
      session.ask(adapted, requests());
    }
    assertThat(LiveTensors.count()).as("the model stays for the next task").isGreaterThan(before);
    Held.here().release();
    assertThat(LiveTensors.count()).isEqualTo(before);
  }
}
