package org.wordsight.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.model.Placement;

/**
 * Checkpoints in the form of transformers 5.24: the language part in a section, rotations in
 * rope_parameters, the image processor inside processor_config.json. See
 * make_transformers5_files.py.
 */
class TestTransformers5 {
  private static final List<String> GONE =
      List.of("preprocessor_config.json", "special_tokens_map.json");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void savedCheckpointsGiveTheSameNumbers(String name) throws IOException, URISyntaxException {
    Path reference = resource("/references/" + name);
    copy(reference.resolve("checkpoint"));
    for (String gone : GONE) {
      Files.deleteIfExists(folder.resolve(gone));
    }
    copy(resource("/transformers5/" + name));
    List<QuantityCheck> checks = new ArrayList<>();
    Verification.Summary summary =
        Verification.run(
            Optional.of(folder), reference, Placement.FLOAT32_ON_CPU, false, checks::add);
    assertThat(checks).filteredOn(c -> c.verdict() != Verdict.PASSED).isEmpty();
    assertThat(summary.passed()).isGreaterThanOrEqualTo(40);
    assertThat(checks).extracting(QuantityCheck::quantity).contains("logits", "greedy_ids");
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(TestTransformers5.class.getResource(name).toURI());
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
