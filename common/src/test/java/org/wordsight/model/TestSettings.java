package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.safetensors.TensorEntry;

/**
 * Settings of a sound checkpoint that are refused, and others that are read as transformers does.
 */
class TestSettings {
  private static final String KIND = " Use a complete checkpoint of a supported kind.";

  @TempDir private Path folder;

  /**
   * A change of {@code config.json}.
   *
   * @param reference whose checkpoint is changed
   * @param message what follows the name of the folder in the error
   */
  private record Refused(
      String name, String reference, Consumer<ObjectNode> change, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Refused qwen2(String name, Consumer<ObjectNode> change, String message) {
    return new Refused(name, "qwen2", change, "config.json" + message + KIND);
  }

  static Stream<Refused> refused() {
    return Stream.of(
        qwen2(
            "heads that are turned in part",
            v -> v.put("partial_rotary_factor", 0.5),
            "'s partial_rotary_factor is 0.5, expected 1: heads are turned as a whole."),
        qwen2(
            "a scaling that is a text",
            v -> v.put("rope_scaling", "linear"),
            "'s rope_scaling is \"linear\", expected an object."),
        qwen2(
            "rotations that are a list",
            v -> v.putArray("rope_parameters").add(1),
            "'s rope_parameters is [1], expected an object."),
        qwen2(
            "a factor without a kind",
            v -> v.putObject("rope_scaling").put("factor", 4),
            " has no rope_scaling.rope_type, expected the kind of scaling, since there is a factor."),
        qwen2(
            "two kinds of scaling",
            v -> scaling(v).put("rope_type", "default").put("type", "linear"),
            "'s rope_scaling.type is \"linear\", expected the same as rope_type, \"default\"."),
        qwen2(
            "two bases",
            v -> scaling(v).put("rope_type", "linear").put("rope_theta", 10_000.0),
            "'s rope_scaling.rope_theta is 10000.0, expected the rope_theta beside it, 1000000.0."),
        qwen2(
            "positions of several numbers in a model of text",
            v -> v.putObject("rope_scaling").put("type", "mrope"),
            "'s rope_scaling.type is \"mrope\", expected default or linear or llama3."),
        qwen2(
            "windows in some layers",
            v -> v.put("use_sliding_window", true).put("max_window_layers", 1),
            "'s use_sliding_window is true, expected false: sliding windows are not supported."),
        new Refused(
            "a second head where the embedding is the head",
            "llama",
            v -> v.put("tie_word_embeddings", true),
            "tie_word_embeddings is true in config.json, but tensor lm_head.weight differs from model.embed_tokens.weight, expected the same numbers. Set tie_word_embeddings to false to use the tensor, or take it out of the file."));
  }

  private static ObjectNode scaling(ObjectNode config) {
    return config.putObject("rope_scaling").put("factor", 4);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void areRefusedWhereTheModelWouldComputeSomethingElse(Refused each) throws IOException {
    BrokenCheckpoint checkpoint = BrokenCheckpoint.copyOf(each.reference(), folder);
    assertThatCode(checkpoint::read).doesNotThrowAnyException();
    checkpoint.editJson("config.json", each.change());
    assertThatThrownBy(checkpoint::read)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage("Cannot load " + folder + ": " + each.message());
  }

  /**
   * A change of {@code config.json} that changes nothing in transformers 4.57.6.
   *
   * @param reference whose checkpoint is changed
   */
  private record Idle(String name, String reference, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Idle> idle() {
    return Stream.of(
        new Idle("another name of the activation", "qwen2", v -> v.put("hidden_act", "swish")),
        new Idle(
            "windows from a layer on that does not exist",
            "qwen2",
            v -> v.put("use_sliding_window", true).put("max_window_layers", 2)),
        new Idle(
            "windows where every layer sees all",
            "qwen2",
            v -> fullAttention(v.put("use_sliding_window", true))),
        new Idle("a base in both places", "qwen2", TestSettings::sameBaseTwice),
        new Idle(
            "keys beside the section of the language part",
            "qwen2_vl_new",
            v -> v.put("rms_norm_eps", 0.5).put("rope_theta", 77.0).put("hidden_size", 64)));
  }

  private static void fullAttention(ObjectNode config) {
    config.putArray("layer_types").add("full_attention").add("full_attention");
  }

  private static void sameBaseTwice(ObjectNode config) {
    config.putObject("rope_scaling").put("rope_type", "default").put("rope_theta", 1_000_000);
  }

  @ParameterizedTest
  @MethodSource("idle")
  void changeNothingWhereTransformersIgnoresThem(Idle each) throws IOException {
    BrokenCheckpoint checkpoint = BrokenCheckpoint.copyOf(each.reference(), folder);
    DecoderConfig before = decoder();
    checkpoint.editJson("config.json", each.change());
    assertThat(decoder()).isEqualTo(before);
  }

  private DecoderConfig decoder() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return checkpoint.decoder();
    }
  }

  @Test
  void areTheClassesDefaultsWhereTheSectionOfTheLanguagePartLacksThem() throws IOException {
    BrokenCheckpoint checkpoint = BrokenCheckpoint.copyOf("qwen2_vl_new", folder);
    checkpoint.editJson(
        "config.json", v -> ((ObjectNode) v.get("text_config")).remove("rms_norm_eps"));
    assertThat(decoder().epsilon()).isEqualTo(1e-5);
  }

  /** The comparison of large tensors takes a second, and headers are opened many times. */
  @Test
  void areReadWithoutTheComparisonOfASecondHead() throws IOException {
    BrokenCheckpoint.copyOf("llama", folder)
        .editJson("config.json", v -> v.put("tie_word_embeddings", true));
    try (Checkpoint headers = Checkpoint.openHeaders(folder)) {
      assertThat(headers.decoder().tiedEmbeddings()).isTrue();
    }
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("tensor lm_head.weight differs");
  }

  @Test
  void mayNameTheEmbeddingAsHeadWhereBothHaveTheSameNumbers() throws IOException {
    BrokenCheckpoint.copyOf("qwen2", folder);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Iterator<TensorEntry> norms =
          checkpoint.tensors().entries().values().stream()
              .filter(entry -> entry.shape().equals(List.of(32L)))
              .iterator();
      TensorEntry one = norms.next();
      TensorEntry other = norms.next();
      assertThat(checkpoint.tensors().areEqual(one, one)).isTrue();
      assertThat(checkpoint.tensors().areEqual(one, other)).isFalse();
    }
  }
}
