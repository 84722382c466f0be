package org.wordsight.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.model.Placement;
import org.wordsight.model.Precision;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NeedsGpu;

/** The small references of all architectures, computed on a GPU. */
@NeedsGpu
class TestReferencesOnGpu {
  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen2_vl", "llava_onevision", "mllama"})
  void givesHuggingFacesNumbers(String name) throws URISyntaxException {
    Path reference = Path.of(getClass().getResource("/references/" + name).toURI());
    List<QuantityCheck> checks = new ArrayList<>();
    Placement placement = new Placement(Device.gpu(0), Precision.FLOAT32);
    Verification.Summary summary =
        Verification.run(Optional.empty(), reference, placement, false, checks::add);
    assertThat(checks).filteredOn(c -> c.verdict() != Verdict.PASSED).isEmpty();
    assertThat(summary.passed()).isGreaterThanOrEqualTo(40);
  }
}
