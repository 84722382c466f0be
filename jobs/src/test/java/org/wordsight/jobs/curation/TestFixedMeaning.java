package org.wordsight.jobs.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.Location;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.EmbedderIdentity;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.ScriptedTeacher;

class TestFixedMeaning {
  @TempDir Path folder;

  @BeforeEach
  void writeRunFile() throws IOException {
    ScriptedTeacher.write(folder);
  }

  private Run open(String... overrides) {
    return Run.open(
        LocalSpark.runFile(folder, overrides),
        new RunId.Named("run"),
        LocalSpark.session(),
        LocalSpark.recording(new ByteArrayOutputStream()));
  }

  private static OptionalDouble threshold(Run run) {
    return meaning(run).threshold();
  }

  private static Meaning meaning(Run run) {
    return FixedMeaning.of(run, Curation.of(run.config())).meaning().orElseThrow();
  }

  @Test
  void measuresTheThresholdOnceAndThenReadsItFromTheLog() {
    try (Run run = open("curation.semantic.embedder=words")) {
      assertThat(threshold(run)).hasValue(0.81);
      assertThat(run.log("meaning", FixedMeaning.Entry.class).read("meaning"))
          .containsExactly(new FixedMeaning.Entry("words", 0.81));
      run.log("meaning", FixedMeaning.Entry.class)
          .append("meaning", List.of(new FixedMeaning.Entry("words", 0.77)));
      assertThat(threshold(run)).hasValue(0.77);
    }
  }

  @Test
  void measuresNothingTwice() {
    try (Run run = open("curation.semantic.embedder=words")) {
      Calibration first = meaning(run).measured().orElseThrow();
      Meaning second = meaning(run);
      assertThat(second.measured()).contains(first);
      assertThat(second.calibrate(null)).as("without Spark").isEqualTo(first);
      run.log("meaning", FixedMeaning.Entry.class)
          .append("meaning", List.of(new FixedMeaning.Entry("words", 0.77)));
      assertThat(meaning(run).measured()).as("of another threshold").isEmpty();
    }
  }

  @Test
  void refusesAnotherModelInTheSamePlace() throws IOException {
    Path encoder = Files.createDirectory(folder.resolve("encoder"));
    Files.writeString(encoder.resolve("model.onnx"), "a model");
    Files.writeString(encoder.resolve("tokenizer.json"), "{}");
    try (Run run =
        open(
            "curation.semantic.embedder=minilm",
            "curation.semantic.path=" + encoder,
            "curation.semantic.threshold=0.9")) {
      String first = hash(run);
      assertThat(threshold(run)).hasValue(0.9);
      assertThat(threshold(run)).as("the same files").hasValue(0.9);
      for (String changed : List.of("model.onnx", "tokenizer.json")) {
        Path file = encoder.resolve(changed);
        String text = Files.readString(file);
        Files.writeString(file, text + " ");
        assertThatThrownBy(() -> threshold(run))
            .isInstanceOfSatisfying(
                WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
            .hasMessage(
                "Cannot continue run run: the hash of its embedder is %s, expected %s as before the first wave. Use the same model, or begin a new run with another --run-id.",
                hash(run), first);
        Files.writeString(file, text);
      }
    }
  }

  @Test
  void namesAnEmbedderByItsContentAndNotByItsPlace() throws IOException {
    EmbedderIdentity first = encoder("first", 128);
    assertThat(first.text()).isEqualTo("encoder, mean of at most 128 tokens, " + first.hash());
    assertThat(encoder("second", 128)).isEqualTo(first);
    assertThat(encoder("third", 256)).isNotEqualTo(first);
    assertThat(Embedders.identity(new EmbedderPlace.Words()).text()).isEqualTo("words");
  }

  private EmbedderIdentity encoder(String name, int positions) throws IOException {
    Path encoder = Files.createDirectory(folder.resolve(name));
    Files.writeString(encoder.resolve("model.onnx"), "a model");
    Files.writeString(encoder.resolve("tokenizer.json"), "{}");
    Files.writeString(
        encoder.resolve("config.json"), "{\"max_position_embeddings\": %d}".formatted(positions));
    return Embedders.identity(new EmbedderPlace.Folder(Location.local(encoder)));
  }

  private static String hash(Run run) {
    return Embedders.identity(
            EmbedderPlace.of(run.config().curation().semantic().orElseThrow(), run.config()))
        .hash();
  }

  @Test
  void logsNothingWhereMeaningsAreNotCompared() {
    try (Run run = open()) {
      Curation curation = Curation.of(run.config());
      assertThat(FixedMeaning.of(run, curation)).isSameAs(curation);
      assertThat(run.log("meaning", FixedMeaning.Entry.class).names()).isEmpty();
    }
  }
}
