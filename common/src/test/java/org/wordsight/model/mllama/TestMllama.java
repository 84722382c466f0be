package org.wordsight.model.mllama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.TextGenerator;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

class TestMllama extends MllamaFixture {
  @Test
  void givesARowTheSameNumbersBesideOthersWithImagesAndWithout() {
    List<Prompt> prompts =
        List.of(
            model.prompt(new int[] {60, 61, 62}),
            showing(model, picture(40, 30, 1)),
            model.prompt(
                new int[] {image, image, 45, 46, image, 47},
                List.of(picture(28, 28, 2), picture(30, 90, 3), picture(56, 56, 4))),
            model.prompt(IntStream.range(30, 60).toArray()),
            showing(model, picture(90, 20, 5)));
    float[][] together = CachedRows.logits(model, prompts, 70, 71);
    for (int row = 0; row < prompts.size(); row++) {
      assertClose(together[row], logits(model, prompts.get(row), 70, 71));
    }
  }

  @Test
  void letsTextSkipTheLayersThatLookAtImages() throws IOException {
    Prompt text = model.prompt(IntStream.range(30, 60).toArray());
    Path other = copy(config -> {});
    replaceTensors(other, entry -> entry.name().matches(".*layers\\.[13]\\..*"), 0);
    try (LoadedModel subject = load(other)) {
      assertThat(logits(subject, text, 70)).containsExactly(logits(model, text, 70));
      Prompt seeing = showing(model, picture(40, 30, 1));
      assertThat(logits(subject, seeing)).isNotEqualTo(logits(model, seeing));
    }
  }

  @Test
  void letsNothingThroughAClosedGate() throws IOException {
    Path shut = copy(config -> {});
    replaceTensors(shut, entry -> entry.name().matches(".*cross_attn_(attn|mlp)_gate"), 0);
    try (LoadedModel subject = load(shut)) {
      float[] one = logits(subject, showing(subject, picture(40, 30, 1)), 70);
      assertThat(logits(subject, showing(subject, picture(90, 20, 5)), 70)).containsExactly(one);
    }
    float[] one = logits(model, showing(model, picture(40, 30, 1)), 70);
    assertThat(logits(model, showing(model, picture(90, 20, 5)), 70)).isNotEqualTo(one);
  }

  @Test
  void answersQuestionsAboutOneImageAsEachAlone() {
    List<RgbImage> images = List.of(picture(40, 30, 1));
    String shared = "<|begin|><|user|>\n<|image|>" + "What should she do first? ".repeat(4);
    List<GenerationRequest> group = new ArrayList<>();
    for (String question : List.of("Ask?", "Call for help?", "Walk on, or film it?")) {
      group.add(request(shared + question + "<|end|><|assistant|>", images));
    }
    assertAnsweredAsAlone(group);
    group.add(request("<|begin|><|user|>\nWhat now?<|end|><|assistant|>", List.of()));
    group.add(request(shared + "Ask?<|end|><|assistant|>", List.of(picture(90, 20, 5))));
    assertAnsweredAsAlone(group);
  }

  /**
   * Answers once with memory for all rows, and once with so little that some rows wait until others
   * end.
   */
  private static void assertAnsweredAsAlone(List<GenerationRequest> group) {
    for (long budgetBytes : new long[] {1L << 30, 2_000_000}) {
      try (TextGenerator generator = new TextGenerator(model, LoraWeights.none(), budgetBytes)) {
        List<Generation> together = generator.generate(group);
        for (int i = 0; i < group.size(); i++) {
          Generation alone = generator.generate(List.of(group.get(i))).get(0);
          assertThat(together.get(i).problem()).isEmpty();
          assertThat(together.get(i).ids()).containsExactly(alone.ids());
          assertThat(together.get(i).logProbabilities())
              .containsExactly(alone.logProbabilities(), within(1e-4));
        }
      }
    }
  }

  @Test
  void appliesAnAdapterOfPeftThatReachesTheLayersThatLookAtImages() throws IOException {
    JsonNode chat = null;
    for (JsonNode each :
        JSON.readTree(reference("mllama").resolve("reference.json").toFile()).get("cases")) {
      chat = each.get("name").asText().equals("image_decision") ? each : chat;
    }
    String path = chat.get("messages").get(0).get("content").get(0).get("path").asText();
    RgbImage picture = ImageDecoder.decode(reference("mllama").resolve(path));
    Prompt prompt = model.prompt(integers(chat.get("input_ids")), List.of(picture));
    LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
    try (Scope scope = Device.CPU.scope();
        SafetensorsFile numbers =
            SafetensorsFile.open(reference("mllama").resolve("reference.safetensors"))) {
      LoraWeights lora =
          AdapterMemory.bind(
              scope, PeftFolder.read(reference("mllama").resolve("adapters/cross"), shape));
      float[] theirs = numbers.floats("cross_adapter.logits");
      float[] ours = CachedRows.logits(model, lora, List.of(prompt))[0];
      float[] last = Arrays.copyOfRange(theirs, theirs.length - ours.length, theirs.length);
      assertClose(ours, last);
      assertThat(logits(model, prompt)[0]).isNotCloseTo(last[0], within(1e-3f));
    }
  }
}
