package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Each kind of damage, with its message. */
class TestBrokenCheckpoints {
  private static final String ONE = "model.safetensors";
  private static final String SHARD = "model-00001-of-00002.safetensors";
  private static final String OTHER_SHARD = "model-00002-of-00002.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private interface Damage {
    void to(BrokenCheckpoint checkpoint) throws IOException;
  }

  /**
   * One broken checkpoint.
   *
   * @param reference the reference whose checkpoint is damaged: qwen2's is one file, llama's is two
   *     and an index
   * @param message in which {@code <folder>} stands for the folder, and … for anything
   */
  private record Case(String name, String reference, Damage damage, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case qwen2(String name, Damage damage, String message) {
    return new Case(name, "qwen2", damage, message);
  }

  private static Case llama(String name, Damage damage, String message) {
    return new Case(name, "llama", damage, message);
  }

  static Stream<Case> weights() {
    String again = " The file is truncated or damaged: copy it again.";
    return Stream.of(
        qwen2(
            "an empty file",
            c -> c.cut(ONE, 0),
            "Cannot read <folder>/model.safetensors: it has 0 bytes, expected at least 8 for the header's length."
                + again),
        qwen2(
            "cut in the header",
            c -> c.cut(ONE, 100),
            "Cannot read <folder>/model.safetensors: its header length is 2,600, but the file has 100 bytes."
                + again),
        qwen2(
            "cut in the data",
            c -> c.cut(ONE, 50_000),
            "Cannot read <folder>/model.safetensors: tensor model.layers.0.mlp.gate_proj.weight ends at byte 54,400 of the data, but the file has 47,392 of it."
                + again),
        qwen2(
            "a header longer than the file",
            c -> c.setHeaderLength(ONE, 90_000_000),
            "Cannot read <folder>/model.safetensors: its header length is 90,000,000, but the file has 107,056 bytes."
                + again),
        qwen2(
            "an absurd header length",
            c -> c.setHeaderLength(ONE, 1L << 62),
            "Cannot read <folder>/model.safetensors: its header length is 4611686018427387904, expected at most 100,000,000."
                + again),
        qwen2(
            "a header that is no JSON",
            c -> c.replaceHeader(ONE, "{\"a\": "),
            "Cannot read <folder>/model.safetensors: its header is no JSON (Unexpected end-of-input…"),
        qwen2(
            "overlapping offsets",
            c -> c.editHeader(ONE, offsets("model.norm.weight", 0, 128)),
            "Cannot read <folder>/model.safetensors: tensor …"),
        qwen2(
            "offsets beyond the file",
            c -> c.editHeader(ONE, offsets("model.norm.weight", 1L << 60, (1L << 60) + 128)),
            "Cannot read <folder>/model.safetensors: tensor model.norm.weight ends at byte 1,152,921,504,606,847,104 of the data, but the file has 104,448 of it."
                + again),
        qwen2(
            "an unknown dtype",
            c -> c.editHeader(ONE, h -> tensor(h, EMBEDDING).put("dtype", "F12")),
            "Cannot read <folder>/model.safetensors: tensor model.embed_tokens.weight has dtype \"F12\", expected one of [BOOL, …"),
        qwen2(
            "quantised weights",
            c -> c.editHeader(ONE, h -> tensor(h, EMBEDDING).put("dtype", "I32")),
            "Cannot load <folder>/model.safetensors: tensor model.embed_tokens.weight has dtype I32, expected F32, F16 or BF16. Use an unquantised checkpoint."),
        qwen2(
            "a missing tensor",
            c -> c.editHeader(ONE, h -> h.set("renamed", h.remove(EMBEDDING))),
            "Cannot load <folder>: its weights have no tensor model.embed_tokens.weight, which config.json implies. Use a complete checkpoint."),
        qwen2(
            "a tensor of another shape",
            c -> c.editJson("config.json", v -> v.put("intermediate_size", 60)),
            "Cannot load <folder>/model.safetensors: tensor model.layers.0.mlp.gate_proj.weight has shape …"),
        llama(
            "an infinity",
            c -> c.putInfinity(SHARD, EMBEDDING),
            "Cannot use <folder>/model-00001-of-00002.safetensors: element … of tensor model.embed_tokens.weight is not finite. The checkpoint is damaged or its training diverged: use another."));
  }

  static Stream<Case> shards() {
    return Stream.of(
        llama(
            "a missing shard",
            c -> c.delete(OTHER_SHARD),
            "Cannot load <folder>: model.safetensors.index.json says that tensor … is in model-00002-of-00002.safetensors, which is missing. Copy that file too."),
        llama(
            "an index that is no JSON",
            c -> c.write(INDEX, "{"),
            "Cannot read <folder>/model.safetensors.index.json: it is no JSON (Unexpected end-of-input…"),
        llama(
            "an index without a map",
            c -> c.write(INDEX, "{}"),
            "Cannot read <folder>/model.safetensors.index.json: it has no weight_map. Copy the file again."),
        llama(
            "a shard above the folder",
            c -> c.editJson(INDEX, shard("../outside.safetensors")),
            outside("\"../outside.safetensors\"")),
        llama(
            "a shard at an absolute path",
            c -> c.editJson(INDEX, shard("/etc/passwd")),
            outside("\"/etc/passwd\"")),
        llama(
            "a tensor that its shard lacks",
            c -> c.editJson(INDEX, shard(OTHER_SHARD)),
            "Cannot load <folder>: model.safetensors.index.json says that tensor model.embed_tokens.weight is in model-00002-of-00002.safetensors, which does not hold it. Copy both files again."),
        llama(
            "no weights at all",
            c -> c.delete(INDEX),
            "Cannot load <folder>: it has neither model.safetensors nor model.safetensors.index.json. Give a checkpoint folder with safetensors weights."));
  }

  static Stream<Case> configurations() {
    return Stream.of(
        qwen2(
            "an unknown architecture",
            c -> c.editJson("config.json", v -> v.put("model_type", "gpt2")),
            "Cannot load <folder>: config.json's model_type is \"gpt2\", expected one of [llama, …"),
        qwen2(
            "a configuration that is no JSON",
            c -> c.write("config.json", "{\"model_type\": "),
            "Cannot read <folder>/config.json: it is no JSON (Unexpected end-of-input…"),
        qwen2(
            "a configuration that is nested without end",
            c -> c.write("config.json", "[".repeat(500_000)),
            "Cannot read <folder>/config.json: it is no JSON (Depth (1001) exceeds …"),
        qwen2(
            "no configuration",
            c -> c.delete("config.json"),
            "Cannot load <folder>: it has no config.json. Give a checkpoint folder in Hugging Face's layout."),
        qwen2(
            "heads that do not divide",
            c -> c.editJson("config.json", v -> v.put("num_attention_heads", 5)),
            "Cannot load <folder>: config.json's num_attention_heads is 5, expected a divisor of hidden_size, which is 32. Use a complete checkpoint of a supported kind."),
        qwen2(
            "layers without number",
            c -> c.editJson("config.json", v -> v.put("num_hidden_layers", 2_000_000_000)),
            "Cannot load <folder>: config.json's num_hidden_layers is 2000000000, expected a whole number of 1 to 10000. Use a complete checkpoint of a supported kind."),
        qwen2(
            "a tokenizer that is no JSON",
            c -> c.write("tokenizer.json", "{\"version\""),
            "Cannot load <folder>/tokenizer.json: it is no valid tokenizer (…"),
        qwen2(
            "no tokenizer",
            c -> c.delete("tokenizer.json"),
            "Cannot load <folder>: there is no tokenizer.json. …"),
        qwen2(
            "a vocabulary smaller than an id",
            c -> {
              c.editHeader(ONE, TestBrokenCheckpoints::halveEmbedding);
              c.editJson("config.json", v -> v.put("vocab_size", 156));
            },
            "Cannot read a prompt with <folder>: its tokenizer gives token …, expected one below 156, the rows of its embedding. Use tokenizer and weights of one checkpoint."),
        qwen2(
            "no chat template",
            c -> c.delete("chat_template.jinja"),
            "Cannot chat with <folder>: there is no chat template in chat_template.jinja, chat_template.json or tokenizer_config.json. Use an instruct checkpoint, or add the template's file."),
        qwen2(
            "a template that is none",
            c -> c.write("chat_template.jinja", "{% if %}"),
            "Cannot read the chat template of <folder>: line 1: …"),
        qwen2(
            "a template that raises",
            c -> c.write("chat_template.jinja", "{{ raise_exception('Not today') }}"),
            "Cannot render a chat with the template of <folder>: the template refuses it: Not today. Change the messages or the template."),
        qwen2(
            "a template without end",
            c ->
                c.write(
                    "chat_template.jinja",
                    "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}"),
            "Cannot render a chat with the template of <folder>: …"));
  }

  static Stream<Case> pipes() {
    return Stream.of(
            pipe("config.json", "a configuration"),
            pipe("generation_config.json", "a configuration"),
            pipe("tokenizer.json", "a tokenizer"),
            pipe("tokenizer_config.json", "a configuration"),
            pipe("chat_template.jinja", "a template"),
            pipe("model.safetensors", "weights"))
        .flatMap(Function.identity());
  }

  private static Stream<Case> pipe(String file, String kind) {
    return Stream.of(
        qwen2(
            "a pipe as " + file,
            c -> c.pipe(file),
            "Cannot read <folder>/"
                + file
                + ": it is a named pipe or a device, expected "
                + kind
                + " in a regular file. Give the path of a file."));
  }

  static Stream<Case> otherPipes() {
    return Stream.of(
        llama(
            "a pipe as index",
            c -> c.pipe(INDEX),
            "Cannot read <folder>/model.safetensors.index.json: it is a named pipe or a device, expected an index of weights in a regular file. Give the path of a file."),
        llama(
            "a pipe as shard",
            c -> c.pipe(SHARD),
            "Cannot read <folder>/model-00001-of-00002.safetensors: it is a named pipe or a device, expected weights in a regular file. Give the path of a file."),
        new Case(
            "a pipe as image processor",
            "qwen2_vl",
            c -> c.pipe("preprocessor_config.json"),
            "Cannot read <folder>/preprocessor_config.json: it is a named pipe or a device, expected a configuration in a regular file. Give the path of a file."));
  }

  static Stream<Case> foreign() {
    String unquantised =
        ", expected float32, float16 or bfloat16. Use the checkpoint that it was made from, or load it with transformers, call dequantize() and save it again.";
    return Stream.of(
        qwen2(
            "bitsandbytes",
            c ->
                c.editJson(
                    "config.json",
                    v -> v.putObject("quantization_config").put("quant_method", "bitsandbytes")),
            "Cannot load <folder>: its weights are quantised (by bitsandbytes, as quantization_config in config.json says)"
                + unquantised),
        qwen2(
            "an older bitsandbytes",
            c ->
                c.editJson(
                    "config.json",
                    v -> v.putObject("quantization_config").put("load_in_4bit", true)),
            "Cannot load <folder>: its weights are quantised (by bitsandbytes, as quantization_config in config.json says)"
                + unquantised),
        qwen2(
            "compressed-tensors",
            c ->
                c.editJson(
                    "config.json",
                    v ->
                        v.putObject("compression_config")
                            .put("quant_method", "compressed-tensors")),
            "Cannot load <folder>: its weights are quantised (by compressed-tensors, as compression_config in config.json says)"
                + unquantised),
        qwen2(
            "GPTQ by the names of its tensors",
            c ->
                c.editHeader(
                    ONE,
                    h ->
                        h.set(
                            "model.layers.0.mlp.up_proj.qweight",
                            h.remove("model.layers.0.mlp.up_proj.weight"))),
            "Cannot load <folder>: its weights are quantised (as its tensor model.layers.0.mlp.up_proj.qweight says)"
                + unquantised),
        qwen2(
            "pickled weights",
            c -> c.rename(ONE, "pytorch_model.bin"),
            "Cannot load <folder>: its weights are in pytorch_model.bin, expected model.safetensors or model.safetensors.index.json. Load it with transformers and save it again with save_pretrained(…, safe_serialization=True)."));
  }

  static Stream<Case> rotations() {
    return Stream.of(
        vl("a negative section", "[-2, 5, 5]"),
        vl("sections that do not sum", "[2, 3, 4]"),
        vl("two sections", "[3, 5]"),
        vl("a sum beyond the numbers", "[2147483647, 2147483647, 10]"));
  }

  private static Case vl(String name, String sections) {
    return new Case(
        name,
        "qwen2_vl",
        c ->
            c.editJson(
                "config.json",
                v ->
                    ((ObjectNode) v.get("rope_scaling"))
                        .putRawValue("mrope_section", new RawValue(sections))),
        "Cannot load <folder>: config.json's rope_scaling.mrope_section is "
            + sections.replace(" ", "")
            + ", expected 3 numbers of 0 or more whose sum is 8, half of a head. Use a complete checkpoint of a supported kind.");
  }

  static Stream<Case> imageProcessors() {
    return Stream.of(
        new Case(
            "patches of another size",
            "qwen2_vl",
            c -> c.editJson("preprocessor_config.json", v -> v.put("patch_size", 16)),
            "Cannot use <folder>/preprocessor_config.json: patch_size is 16, expected patch_size of vision_config in config.json, 14. Copy the checkpoint again or correct the file."),
        new Case(
            "another merge",
            "qwen2_vl",
            c -> c.editJson("preprocessor_config.json", v -> v.put("merge_size", 1)),
            "Cannot use <folder>/preprocessor_config.json: merge_size is 1, expected spatial_merge_size of vision_config in config.json, 2. Copy the checkpoint again or correct the file."),
        new Case(
            "no image processor",
            "mllama",
            c -> c.delete("preprocessor_config.json"),
            "Cannot read <folder>/preprocessor_config.json: there is no such file. A checkpoint that sees images has this file, or image_processor in processor_config.json."),
        new Case(
            "another image processor",
            "mllama",
            c ->
                c.editJson(
                    "preprocessor_config.json",
                    v -> v.put("image_processor_type", "SiglipImageProcessor")),
            "Cannot use <folder>/preprocessor_config.json: image_processor_type is \"SiglipImageProcessor\", expected MllamaImageProcessor. Copy the checkpoint again or correct the file."),
        new Case(
            "tiles of another size",
            "llava_onevision",
            c ->
                c.editJson(
                    "preprocessor_config.json",
                    v -> v.putObject("size").put("height", 46).put("width", 46)),
            "Cannot load <folder>: config.json's vision_config.image_size is 45, expected that of preprocessor_config.json, 46. Use a complete checkpoint of a supported kind."));
  }

  private static ObjectNode tensor(ObjectNode header, String name) {
    return (ObjectNode) header.get(name);
  }

  /** Gives half of the embedding's rows to a tensor that no model uses. */
  private static void halveEmbedding(ObjectNode header) {
    ObjectNode embedding = tensor(header, EMBEDDING);
    int end = embedding.get("data_offsets").get(1).intValue();
    embedding.putArray("shape").add(156).add(32);
    ObjectNode rest = header.putObject("rest").setAll(embedding);
    embedding.putArray("data_offsets").add(0).add(end / 2);
    rest.putArray("data_offsets").add(end / 2).add(end);
  }

  private static Consumer<ObjectNode> offsets(String tensor, long begin, long end) {
    return header -> tensor(header, tensor).putArray("data_offsets").add(begin).add(end);
  }

  private static Consumer<ObjectNode> shard(String file) {
    return index -> ((ObjectNode) index.get("weight_map")).put(EMBEDDING, file);
  }

  private static String outside(String shard) {
    return "Cannot read <folder>/model.safetensors.index.json: tensor model.embed_tokens.weight is said to be in "
        + shard
        + ", expected a file inside the folder. Correct or replace the index.";
  }

  @ParameterizedTest
  @MethodSource({
    "weights",
    "shards",
    "configurations",
    "pipes",
    "otherPipes",
    "foreign",
    "rotations",
    "imageProcessors"
  })
  void areRefusedAtOnceWithAMessageThatNamesTheFault(Case broken) throws IOException {
    BrokenCheckpoint checkpoint = BrokenCheckpoint.copyOf(broken.reference(), folder);
    assertThatCode(checkpoint::read).doesNotThrowAnyException();
    broken.damage().to(checkpoint);

    String message = "\\Q" + broken.message().replace("<folder>", folder.toString()) + "\\E";
    Assertions.assertTimeoutPreemptively(
        AT_ONCE,
        () ->
            assertThatThrownBy(checkpoint::read)
                .isInstanceOfSatisfying(
                    WordsightException.class,
                    e -> Assertions.assertEquals(ExitCode.INPUT, e.exitCode()))
                .hasMessageMatching(message.replace("…", "\\E(?s).*\\Q")));
  }

  @Test
  void mayHoldMoreThanTheirConfigurationAsksFor() throws IOException {
    BrokenCheckpoint checkpoint = BrokenCheckpoint.copyOf("qwen2", folder);
    checkpoint.editHeader(ONE, h -> h.putObject("__metadata__").put("who", "knows"));
    Files.writeString(checkpoint.path("README.md"), "A checkpoint");
    assertThatCode(checkpoint::read).doesNotThrowAnyException();
  }
}
