package org.wordsight.model.mllama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.CachedRows;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.safetensors.Dtype;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

class TestMllama {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static LoadedModel model;
  private static int image;

  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    model = LoadedModel.load(checkpoint("mllama"), Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
    image = model.tokenizer().id("<|image|>").orElseThrow();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static Path reference(String name) {
    try {
      return Path.of(TestMllama.class.getResource("/references/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path checkpoint(String name) {
    return reference(name).resolve("checkpoint");
  }

  private static RgbImage picture(int width, int height, int shift) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 7 / width + i * shift);
    }
    return new RgbImage(width, height, rgb);
  }

  private static Prompt showing(LoadedModel subject, RgbImage picture) {
    return subject.prompt(new int[] {256, 41, image, 50, 51, 52}, List.of(picture));
  }

  // Prompts ------------------------------------------------------------------------------------

  @Test
  void masksTokensAsHuggingFaceDoes() throws IOException, URISyntaxException {
    JsonNode vectors =
        JSON.readTree(Path.of(TestMllama.class.getResource("/mllama/masks.json").toURI()).toFile());
    // Sizes that need these numbers of tiles of 28 pixels.
    RgbImage[] ofTiles = {
      picture(28, 28, 1), picture(56, 28, 2), picture(84, 28, 3), picture(56, 56, 4)
    };
    for (JsonNode vector : vectors.get("masks")) {
      int[] ids = integers(vector.get("tokens"));
      Arrays.setAll(ids, i -> ids[i] == 9 ? image : ids[i]);
      List<RgbImage> images =
          Arrays.stream(integers(vector.get("tiles"))).mapToObj(n -> ofTiles[n - 1]).toList();
      long[] mask = model.processed(ids, images).integers().get("cross_attention_mask");
      List<Long> expected = new ArrayList<>();
      vector.get("mask").forEach(row -> row.forEach(flag -> expected.add(flag.longValue())));
      assertThat(Arrays.stream(mask).boxed()).as("%s", vector).containsExactlyElementsOf(expected);
    }
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  @Test
  void takesOneTokenAnImageAndCountsPositionsOn() {
    Prompt prompt = showing(model, picture(40, 30, 1));
    assertThat(prompt.ids()).containsExactly(256, 41, image, 50, 51, 52);
    assertThat(prompt.positions()[0]).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(prompt.nextPosition()).isEqualTo(6);
    // Four slots of four patches and a class token.
    assertThat(prompt.images().get(0).statesLookedAt()).isEqualTo(4 * 5);
  }

  @Test
  void knowsImagesThatLookTheSame() {
    Prompt one = showing(model, picture(40, 30, 1));
    assertThat(one.images()).isEqualTo(showing(model, picture(40, 30, 1)).images());
    assertThat(key(one)).isEqualTo(key(showing(model, picture(40, 30, 1))));
    assertThat(key(one)).isNotEqualTo(key(showing(model, picture(40, 30, 2))));
    // Transparent pixels count as white.
    RgbImage white = new RgbImage(2, 1, new byte[] {-1, -1, -1, -1, -1, -1});
    RgbImage clear = new RgbImage(2, 1, new byte[6], Optional.of(new byte[2]));
    assertThat(key(showing(model, clear))).isEqualTo(key(showing(model, white)));
    // Every token depends on the images, also tokens before them.
    assertThat(one.sight()).isEqualTo(new Prompt.TokenRange(0, 3));
    assertThat(model.prompt(new int[] {41, 42}).sight()).isEqualTo(new Prompt.TokenRange(2, 2));
  }

  private static String key(Prompt prompt) {
    return prompt.images().get(0).key();
  }

  @Test
  void refusesAPromptWithoutItsImage() {
    assertThatThrownBy(() -> model.prompt(new int[] {image, 5, image}, List.of(picture(9, 9, 1))))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("2 image placeholders and 1 images");
  }

  @Test
  void refusesALayoutWithoutAnEmbedding() throws IOException {
    Path few =
        copy(
            config ->
                ((ObjectNode) config.get("vision_config"))
                    .putArray("supported_aspect_ratios")
                    .addArray()
                    .add(1)
                    .add(1));
    replaceTensors(few, entry -> entry.name().contains("tile"), 2);
    try (LoadedModel subject = load(few)) {
      assertThat(logits(subject, showing(subject, picture(28, 28, 1)))).isNotEmpty();
      assertThatThrownBy(() -> showing(subject, picture(28, 56, 1)))
          .isInstanceOf(WordsightException.class)
          .hasMessageContaining(
              "Cannot show image 1 to this model: it takes 2 x 1 tiles, layout 5, expected one of"
                  + " the 1 in config.json's supported_aspect_ratios");
    }
  }

  // Rows ---------------------------------------------------------------------------------------

  private static float[] logits(LoadedModel subject, Prompt prompt, int... more) {
    return CachedRows.logits(subject, List.of(prompt), more)[0];
  }

  private static void assertClose(float[] ours, float[] expected) {
    assertThat(ours).usingComparatorWithPrecision(1e-4f).containsExactly(expected);
  }

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

  private static GenerationRequest request(String prompt, List<RgbImage> images) {
    return new GenerationRequest(prompt, images, 12, Sampling.greedy(), List.of("A", "B"));
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

  // Adapters -----------------------------------------------------------------------------------

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

  // Checkpoints --------------------------------------------------------------------------------

  private static LoadedModel load(Path checkpoint) {
    return LoadedModel.load(checkpoint, Precision.FLOAT32, Device.CPU, Purpose.ANSWER);
  }

  /** A copy of the small checkpoint with another configuration. */
  private Path copy(Consumer<ObjectNode> change) throws IOException {
    Path target = Files.createDirectory(folder.resolve("checkpoint"));
    try (Stream<Path> files = Files.list(checkpoint("mllama"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Path file = target.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    change.accept(config);
    JSON.writeValue(file.toFile(), config);
    return target;
  }

  private interface Choice {
    boolean of(TensorEntry entry);
  }

  /**
   * Rewrites a checkpoint's files.
   *
   * @param chosen tensors that keep their first {@code rows} rows, or become zero if that is 0
   */
  private static void replaceTensors(Path checkpoint, Choice chosen, long rows) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path path : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        List<TensorSource> tensors = new ArrayList<>();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
          for (TensorEntry entry : file.entries().values()) {
            byte[] bytes = file.bytes(entry.name());
            List<Long> shape = new ArrayList<>(entry.shape());
            boolean cuts = rows > 0 && shape.size() == 2 && chosen.of(entry);
            byte[] kept =
                cuts ? Arrays.copyOf(bytes, (int) (bytes.length / shape.get(0) * rows)) : bytes;
            if (cuts) {
              shape.set(0, rows);
            } else if (rows == 0 && chosen.of(entry)) {
              Arrays.fill(kept, (byte) 0);
            }
            tensors.add(
                new TensorSource(
                    entry.name(),
                    entry.dtype(),
                    shape,
                    channel -> channel.write(ByteBuffer.wrap(kept))));
          }
        }
        SafetensorsWriter.write(path, SafetensorsWriter.PYTORCH, tensors);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mllama, language_model.model., vision_model.",
    "mllama_new, model.language_model., model.vision_model."
  })
  void readsBothLayoutsOfNames(String name, String language, String vision) {
    try (Checkpoint checkpoint = Checkpoint.open(checkpoint(name))) {
      assertThat(checkpoint.names().prefix()).isEqualTo(language);
      assertThat(checkpoint.blueprint().tensors(checkpoint.tensors().entries().keySet()).keySet())
          .containsExactlyInAnyOrderElementsOf(checkpoint.tensors().entries().keySet())
          .contains(
              language + "layers.1.cross_attn.q_norm.weight",
              language + "layers.3.cross_attn_mlp_gate",
              vision + "gated_positional_embedding.tile_embedding.weight",
              vision + "global_transformer.layers.1.gate_ffn");
      assertThat(checkpoint.decoder().crossLayers()).containsExactly(1, 3);
      assertThat(checkpoint.decoder().selfLayers()).containsExactly(0, 2);
      // Eight tokens are placeholders: they have vectors, and no answer contains them.
      assertThat(checkpoint.decoder().embeddingRows() - checkpoint.decoder().vocabularySize())
          .isEqualTo(8);
    }
  }

  @Test
  void computesTheSameFromWeightsThatStayInTheirSixteenBits() {
    try (LoadedModel narrow =
            LoadedModel.load(checkpoint("mllama"), Precision.BFLOAT16, Device.CPU, Purpose.ANSWER);
        LoadedModel wide =
            LoadedModel.load(checkpoint("mllama"), Precision.FLOAT32, Device.CPU, Purpose.LEARN)) {
      assertThat(wide.decoder().config().crossLayers()).isNotEmpty();
      assertClose(
          logits(narrow, showing(narrow, picture(40, 30, 1)), 70),
          logits(wide, showing(wide, picture(40, 30, 1)), 70));
      try (TextGenerator generator = new TextGenerator(narrow)) {
        GenerationRequest question = request("<|image|>Which?", List.of(picture(60, 60, 2)));
        assertThat(generator.generate(List.of(question)).get(0).ids()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text_config.cross_attention_layers|[4]|cross_attention_layers is [4], expected some of 0 to 3",
        "vision_config.intermediate_layers_indices|[0,9]|intermediate_layers_indices is [0,9]",
        "vision_config.attention_heads|3|attention_heads is 3, expected a divisor of hidden_size",
        "vision_config.vision_output_dim|50|vision_output_dim is 50",
        "vision_config.hidden_act|\"relu\"|hidden_act is \"relu\", expected gelu",
        "vision_config|7|config.json's vision_config is 7, expected an object"
      })
  void refusesAConfigurationThatItCannotFollow(String key, String value, String words)
      throws IOException {
    Path broken =
        copy(
            config -> {
              String[] path = key.split("\\.");
              ObjectNode at = path.length == 1 ? config : (ObjectNode) config.get(path[0]);
              at.set(path[path.length - 1], parsed(value));
            });
    assertThatThrownBy(() -> Checkpoint.open(broken))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(words);
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void refusesAPreprocessorOfAnotherCheckpoint() throws IOException {
    Path other = copy(config -> {});
    Files.writeString(
        other.resolve("preprocessor_config.json"),
        "{\"size\": {\"height\": 56, \"width\": 56}, \"max_image_tiles\": 4}");
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining(
            "preprocessor_config.json: it has 4 tiles of 56 pixels, expected 4 of 28");
  }

  @Test
  void takesTheDefaultsOfTheClassesForAbsentKeys() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"mllama\", \"text_config\": {}, \"vision_config\": {\"image_size\": 560}}");
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("model.safetensors");
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        SafetensorsWriter.PYTORCH,
        List.of(
            new TensorSource(
                "language_model.model.embed_tokens.weight",
                Dtype.BF16,
                List.of(1L, 1L),
                channel -> channel.write(ByteBuffer.allocate(2)))));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("has shape [1, 1], expected [128264, 4096]");
  }
}
