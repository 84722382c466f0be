package org.wordsight.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wordsight.model.Placement.FLOAT32_ON_CPU;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestVerification {
  private final List<QuantityCheck> checks = new ArrayList<>();

  @TempDir private Path folder;

  private static Path stored(String name) throws URISyntaxException {
    return Path.of(TestVerification.class.getResource("/references/" + name).toURI());
  }

  private Verification.Summary run(Path reference) {
    return Verification.run(Optional.empty(), reference, FLOAT32_ON_CPU, false, checks::add);
  }

  private Path reference(String cases) throws IOException {
    Files.writeString(
        folder.resolve("reference.json"),
        "{\"format\": \"wordsight-reference/1\", \"architecture\": null, \"checkpoint\": null,"
            + " \"made_with\": {\"pillow\": \"13.0.0\"}, \"cases\": ["
            + cases
            + "]}");
    return folder;
  }

  @ParameterizedTest
  @CsvSource({
    "llama, 40",
    "qwen2, 40",
    "qwen2_vl, 100",
    "qwen2_vl_new, 60",
    "llava_onevision, 120",
    "llava_onevision_new, 60",
    "mllama, 120",
    "mllama_new, 60"
  })
  void givesHuggingFacesNumbers(String name, int atLeast) throws URISyntaxException {
    Verification.Summary summary = run(stored(name));
    assertThat(checks).filteredOn(c -> c.verdict() != Verdict.PASSED).isEmpty();
    assertThat(summary.failed()).isZero();
    assertThat(summary.passed()).isGreaterThanOrEqualTo(atLeast).isEqualTo(checks.size());
    assertThat(checks).extracting(QuantityCheck::quantity).contains("logits", "greedy_ids");
  }

  @ParameterizedTest
  @CsvSource({"llama, plain", "qwen2_vl, image_decision", "mllama, image_decision"})
  void showsHiddenStatesLayerByLayerWhenTraced(String name, String chat) throws URISyntaxException {
    Verification.run(Optional.empty(), stored(name), FLOAT32_ON_CPU, true, checks::add);
    assertThat(checks)
        .filteredOn(c -> c.caseName().equals(chat))
        .filteredOn(c -> c.verdict() == Verdict.PASSED)
        .extracting(QuantityCheck::quantity)
        .contains("embeddings", "layer 0", "last layer and norm")
        .doesNotContain("hidden_states");
    assertThat(checks).filteredOn(c -> c.verdict() != Verdict.PASSED).isEmpty();
  }

  @Test
  void failsForAnotherCheckpoint() throws URISyntaxException {
    Path qwen2vl = stored("qwen2_vl");
    Verification.Summary summary =
        Verification.run(
            Optional.of(qwen2vl.resolve("checkpoint")),
            stored("qwen2"),
            FLOAT32_ON_CPU,
            false,
            checks::add);
    assertThat(summary.failed()).isPositive();
    assertThat(checks)
        .filteredOn(c -> c.caseName().equals("plain") && c.quantity().equals("logits"))
        .extracting(QuantityCheck::verdict)
        .containsExactly(Verdict.FAILED);
  }

  @Test
  void countsAKindThatItDoesNotKnowAsFailed() throws IOException {
    Verification.Summary summary = run(reference("{\"name\": \"x\", \"kind\": \"smell\"}"));
    assertThat(summary).hasToString("0 passed, 1 failed");
    assertThat(checks.get(0).toString()).contains("x", "failed", "kind smell is not known");
  }

  @Test
  void countsAnOptionalFormatThatIsNotReadAsNeither() throws IOException {
    Files.writeString(folder.resolve("picture.bmp"), "BM and more");
    String decode = "{\"name\": \"bmp\", \"kind\": \"decode\", \"image\": \"picture.bmp\"";
    assertThat(run(reference(decode + ", \"tags\": [\"optional\"]}")))
        .hasToString("0 passed, 0 failed");
    assertThat(run(reference(decode + "}"))).hasToString("0 passed, 1 failed");
  }

  @Test
  void passesInputsThatAreRefusedByNameAndFailsThoseThatAreAccepted()
      throws IOException, URISyntaxException {
    Path sound = stored("qwen2").resolve("checkpoint");
    Path broken = Files.createDirectory(folder.resolve("no_config"));
    String errors =
        "{\"name\": \"e\", \"kind\": \"errors\", \"what\": \"checkpoint\", \"path\": \"";
    String failure = "\", \"failure\": \"config_not_json\"}";
    assertThat(run(reference(errors + broken + failure))).hasToString("1 passed, 0 failed");
    assertThat(run(reference(errors + sound + failure))).hasToString("0 passed, 1 failed");
    assertThat(run(reference(errors + sound + "\", \"failure\": null}")))
        .hasToString("1 passed, 0 failed");
  }

  @Test
  void refusesAFolderThatIsNoReference() {
    assertThatThrownBy(() -> run(folder)).hasMessageContaining("it has no reference.json");
  }

  @Test
  void asksForACheckpointIfTheReferenceHasNone() throws IOException {
    Path chat = reference("{\"name\": \"x\", \"kind\": \"chat\"}");
    assertThatThrownBy(() -> run(chat)).hasMessageContaining("Name one with --model");
  }
}
