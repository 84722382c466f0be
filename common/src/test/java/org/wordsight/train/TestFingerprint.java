package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.TargetModules;

class TestFingerprint {
  private static final LanguageShape SHAPE =
      new LanguageShape("mllama", 3, 8, 8, 4, 12, List.of(1));
  private static final TrainingMachine MACHINE =
      new TrainingMachine("cpu with avx2", "PyTorch 2.7.1", "1", "abc");

  @Test
  void isTheSameForTheSameRunAndSurvivesItsStoredForm() {
    assertThat(fingerprint(settings(2e-5, 64), 2, examples("a"), MACHINE))
        .isEqualTo(fingerprint(settings(2e-5, 64), 2, examples("a"), MACHINE));
    assertThat(usual().changesSince(usual().text()).all()).isEmpty();
  }

  @Test
  void namesWhatHasChanged() {
    assertThat(changed(fingerprint(settings(1e-5, 64), 2, examples("a"), MACHINE)))
        .containsExactly("training.learningRate was 2.0E-5, is 1.0E-5");
    assertThat(changed(fingerprint(settings(2e-5, 128), 2, examples("a"), MACHINE)))
        .containsExactly("training.microBatchTokens was 64, is 128");
    assertThat(changed(fingerprint(settings(2e-5, 64), 4, examples("a"), MACHINE)))
        .containsExactly("lora.rank was 2, is 4");
    assertThat(changed(fingerprint(settings(2e-5, 64), 2, examples("z"), MACHINE)))
        .hasSize(1)
        .allSatisfy(change -> assertThat(change).startsWith("the training samples was "));
  }

  @Test
  void distinguishesAnotherMachineFromAnotherTraining() {
    Fingerprint.Changes changes =
        fingerprint(
                settings(1e-5, 64),
                2,
                examples("a"),
                new TrainingMachine("gpu", "PyTorch 2.8.0", "of the gpu", "def"))
            .changesSince(usual().text());
    assertThat(changes.ofTheRun()).containsExactly("training.learningRate was 2.0E-5, is 1.0E-5");
    assertThat(changes.ofTheMachine())
        .containsExactly(
            "the device was cpu with avx2, is gpu",
            "the library was PyTorch 2.7.1, is PyTorch 2.8.0",
            "the threads of an operation was 1, is of the gpu",
            "the kernels was abc, is def");
  }

  @Test
  void treatsAFactThatAnEarlierVersionDidNotStoreAsAnotherMachine() {
    String earlier = usual().text().replace(",\"the kernels\":\"abc\"", "");
    Fingerprint.Changes changes = usual().changesSince(earlier);
    assertThat(changes.ofTheRun()).isEmpty();
    assertThat(changes.ofTheMachine()).containsExactly("the kernels was (absent), is abc");
  }

  @Test
  void distinguishesAnotherMachineFromOtherWork() {
    Fingerprint later =
        fingerprint(
            settings(2e-5, 32),
            2,
            examples("a"),
            new TrainingMachine(MACHINE.device(), MACHINE.library(), "2", MACHINE.kernels()));
    Fingerprint.Changes changes = later.changesSince(usual().text());
    assertThat(changes.ofTheRun()).containsExactly("training.microBatchTokens was 64, is 32");
    assertThat(changes.ofTheMachine()).containsExactly("the threads of an operation was 1, is 2");
  }

  @Test
  void continuesNoCheckpointWithoutItsFacts() {
    assertThat(usual().changesSince("7d1f2830ae3f2f1e").ofTheRun())
        .containsExactly("another version made it and did not say with what");
    assertThat(usual().changesSince("").ofTheRun()).isNotEmpty();
    assertThat(usual().changesSince("{}").ofTheRun())
        .hasSize(usual().fields().size())
        .contains("lora.rank was (absent), is 2");
  }

  private static List<String> changed(Fingerprint later) {
    return later.changesSince(usual().text()).ofTheRun();
  }

  private static Fingerprint usual() {
    return fingerprint(settings(2e-5, 64), 2, examples("a"), MACHINE);
  }

  private static Fingerprint fingerprint(
      TrainingSettings settings,
      int rank,
      List<TrainingExample> examples,
      TrainingMachine machine) {
    AdapterLayout layout = new AdapterLayout(SHAPE, rank, TargetModules.languageProjections(SHAPE));
    return Fingerprint.of(
        "weights",
        settings,
        Adapter.initial(layout, 16, 42),
        examples,
        List.of(new TrainingExample("c", new int[] {6, 7}, 1)),
        machine);
  }

  private static List<TrainingExample> examples(String first) {
    return List.of(
        new TrainingExample(first, new int[] {1, 2, 3}, 2),
        new TrainingExample("b", new int[] {4, 5}, 1));
  }

  private static TrainingSettings settings(double learningRate, int microBatchTokens) {
    return new TrainingSettings(
        3, learningRate, Schedule.LINEAR, 0, 4, 2, microBatchTokens, 1.0, 0.05, 42);
  }
}
