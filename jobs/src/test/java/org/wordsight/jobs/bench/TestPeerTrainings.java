package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.bench.LossComparison.Outcome;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Precision;

/** Each training ends with an adapter whose numbers are all one number. The first one's is 0. */
class TestPeerTrainings {
  private static final LanguageShape SHAPE = new LanguageShape("llama", 1, 4, 4, 2, 6);
  private static final AdapterLayout LAYOUT =
      new AdapterLayout(SHAPE, 2, TargetModules.languageProjections(SHAPE));

  @TempDir private Path folder;

  private static Adapter adapter(float number) {
    float[] values = new float[LAYOUT.size()];
    Arrays.fill(values, number);
    return new Adapter(LAYOUT, 16, values);
  }

  private static Map<String, Object> facts(double secondLoss) {
    return Map.of("losses", List.of(3.0, secondLoss), "gradient_norms", List.of(1.0, 1.0));
  }

  private static TrainedSide ours(double secondLoss, float number) {
    return new TrainedSide(List.of(3.0, secondLoss), List.of(1.0, 1.0), adapter(number));
  }

  private void write(String name, float number) throws IOException {
    Path of = Files.createDirectory(folder.resolve(name));
    PeftFolder.write(of, adapter(number), KeyLayout.NEW, 0, "model");
  }

  @BeforeEach
  void writeAdapters() throws IOException {
    write("trained", 2);
    write("eager", 1.5f);
    write("float32", 1);
  }

  private PeerTrainings trainings(Map<String, Object> eager, Map<String, Object> float32) {
    return new PeerTrainings(
        folder,
        Map.of(
            "losses",
            List.of(3.0, 2.0),
            "gradient_norms",
            List.of(1.0, 1.0),
            "eager",
            eager,
            "float32",
            float32),
        adapter(0));
  }

  private PeerTrainings trainings() {
    return trainings(facts(2.25), facts(2.75));
  }

  @Test
  void measuresEveryTrainingInBfloat16() {
    LossComparison comparison = trainings().compare(ours(2.5, 3), Precision.BFLOAT16);
    assertThat(comparison.facts())
        .containsEntry("largest_loss_difference", 0.5)
        .containsEntry("adapter_distance", 0.5)
        .containsEntry("loss_difference_from_float32", 0.25)
        .containsEntry("adapter_distance_from_float32", 2.0)
        .containsEntry("peer_loss_difference_from_float32", 0.75)
        .containsEntry("peer_adapter_distance_from_float32", 1.0)
        .containsEntry("eager_loss_difference_from_float32", 0.5)
        .containsEntry("eager_adapter_distance_from_float32", 0.5)
        .containsEntry("peer_own_loss_difference", 0.25)
        .containsEntry("peer_own_adapter_distance", 0.25);
    assertThat(comparison.outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void holdsInBfloat16NearTheOneInFloat32() {
    assertThat(trainings().compare(ours(2.5, 1.25f), Precision.BFLOAT16).outcome())
        .isEqualTo(Outcome.NEAR_FLOAT32);
    assertThat(trainings().compare(ours(2, 2), Precision.BFLOAT16).outcome())
        .isEqualTo(Outcome.WITHIN_BOUNDS);
  }

  @Test
  void needsOneTrainingInFloat32() {
    PeerTrainings trainings = new PeerTrainings(folder, facts(2), adapter(0));
    assertThat(trainings.divergence(Precision.FLOAT32)).isEmpty();
    assertThat(trainings.compare(ours(2, 2), Precision.FLOAT32).outcome())
        .isEqualTo(Outcome.WITHIN_BOUNDS);
    assertThat(trainings.compare(ours(2.001, 2), Precision.FLOAT32).outcome())
        .isEqualTo(Outcome.WRONG);
  }

  @Test
  void namesTheTrainingThatDiverged() {
    assertThat(trainings().divergence(Precision.BFLOAT16)).isEmpty();
    assertThat(trainings(facts(2), facts(Double.NaN)).divergence(Precision.BFLOAT16))
        .contains(
            "the peer's loss or gradient norm is not finite in step 2 of its training \"float32\"");
    assertThat(trainings(facts(Double.POSITIVE_INFINITY), facts(2)).divergence(Precision.BFLOAT16))
        .contains(
            "the peer's loss or gradient norm is not finite in step 2 of its training \"eager\"");
  }
}
