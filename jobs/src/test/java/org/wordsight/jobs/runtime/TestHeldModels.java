package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.DemoModels;
import org.wordsight.jobs.runtime.ModelHolder.Companion;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

/** Several models in a memory that has room for them. */
class TestHeldModels {
  private static final ModelConfig STUDENT = DemoModels.STUDENT;
  private static final ModelConfig TEACHER = DemoModels.TEACHER;
  private static final ModelConfig ROUNDED = new ModelConfig(STUDENT.path(), Precision.BFLOAT16);

  /** How many times there is no room before there is some. */
  private int refusals;

  private final HeldModels models = new HeldModels((config, device, purpose) -> refusals-- <= 0);

  @AfterEach
  void close() {
    models.close();
  }

  private void roomAfterRefusals(int count) {
    refusals = count;
  }

  private LoadedModel held(ModelConfig config, Purpose purpose) {
    return models.use(config, Device.CPU, purpose, Function.identity());
  }

  @Test
  void staysLoadedBesideAnotherWhereThereIsRoom() {
    LoadedModel student = held(STUDENT, Purpose.ANSWER);
    LoadedModel teacher = held(TEACHER, Purpose.ANSWER);
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(student);
    assertThat(held(TEACHER, Purpose.ANSWER)).isSameAs(teacher);
  }

  @Test
  void isClosedFirstIfItWasNotUsedForTheLongestTime() {
    LoadedModel student = held(STUDENT, Purpose.ANSWER);
    LoadedModel teacher = held(TEACHER, Purpose.ANSWER);
    held(STUDENT, Purpose.ANSWER);
    roomAfterRefusals(1);
    held(ROUNDED, Purpose.ANSWER);
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(student);
    assertThat(held(TEACHER, Purpose.ANSWER)).as("loaded again").isNotSameAs(teacher);
  }

  @Test
  void isAloneDuringTraining() {
    LoadedModel teacher = held(TEACHER, Purpose.ANSWER);
    LoadedModel learning = held(STUDENT, Purpose.LEARN);
    assertThat(held(STUDENT, Purpose.LEARN)).isSameAs(learning);
    assertThat(held(TEACHER, Purpose.ANSWER)).as("loaded again").isNotSameAs(teacher);
  }

  @Test
  void isNotReplacedDuringItsUse() {
    LoadedModel outer =
        models.use(
            STUDENT,
            Device.CPU,
            Purpose.ANSWER,
            used -> {
              held(TEACHER, Purpose.ANSWER);
              roomAfterRefusals(9);
              assertThatThrownBy(() -> held(ROUNDED, Purpose.ANSWER))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith("the model in use cannot be replaced");
              return used;
            });
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(outer);
  }

  /** A companion that remembers whether it was closed. */
  private static final class Mark implements Companion {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private Mark mark(ModelConfig config) {
    return models.use(
        config,
        Device.CPU,
        Purpose.ANSWER,
        model -> models.companion(Mark.class, "mark", Mark::new));
  }

  @Test
  void hasCompanionsOfItsOwn() {
    held(STUDENT, Purpose.ANSWER);
    Mark teacher = mark(TEACHER);
    Mark student = mark(STUDENT);
    assertThat(teacher).isNotSameAs(student);
    assertThat(mark(TEACHER)).isSameAs(teacher);
    models.close();
    assertThat(student.closed).isTrue();
    assertThat(teacher.closed).isTrue();
  }

  @Test
  void losesItsCompanionsWhenAnotherModelTakesMemory() {
    LoadedModel model = held(STUDENT, Purpose.ANSWER);
    Mark before = mark(STUDENT);
    held(TEACHER, Purpose.ANSWER);
    assertThat(before.closed).isTrue();
    assertThat(mark(STUDENT)).isNotSameAs(before);
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(model);
  }

  private WordsightException outOfMemory(Purpose purpose) {
    try {
      return models.use(
          STUDENT,
          Device.CPU,
          purpose,
          model -> {
            throw new EngineException("CUDA out of memory. Tried much.");
          });
    } catch (WordsightException e) {
      return e;
    }
  }

  @Test
  void saysWhichKeyToLowerWhereADevicesMemoryIsUsedUp() {
    assertThat(outOfMemory(Purpose.ANSWER))
        .hasMessage(
            "Cannot answer on cpu: its memory is used up (CUDA out of memory. Tried much.). Lower"
                + " gpu.answerBudgetBytes, the memory for answers beside the weights (0 takes most"
                + " of what is free): the same command then continues the run.");
    assertThat(outOfMemory(Purpose.LEARN))
        .hasMessageStartingWith("Cannot train an adapter on cpu: its memory is used up (CUDA out")
        .hasMessageContaining("Lower training.memoryBudgetBytes, ")
        .extracting(WordsightException::exitCode)
        .isEqualTo(ExitCode.DEVICE);
  }

  @Test
  void leavesAQuarterOfAGpuForWork() {
    DeviceMemory memory = new DeviceMemory(50, 100);
    assertThat(ModelHolder.staysFree(memory, 25)).isTrue();
    assertThat(ModelHolder.staysFree(memory, 26)).isFalse();
  }
}
