package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.DemoModels;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

/** Models that share the memory of a GPU. */
@Tag("gpu")
class TestHeldModelsOnGpu {
  private static final Device GPU = Device.gpu(0);

  private final HeldModels models = new HeldModels(ModelHolder::hasRoom);

  @BeforeEach
  void needsAGpu() {
    try {
      GPU.requireUsable();
    } catch (WordsightException e) {
      Assumptions.abort("no GPU to test on: " + e.getMessage());
    }
  }

  @AfterEach
  void close() {
    models.close();
  }

  private LoadedModel held(ModelConfig config, Purpose purpose) {
    return models.use(config, GPU, purpose, Function.identity());
  }

  @Test
  void keepTeacherAndStudentTogether() {
    LoadedModel teacher = held(DemoModels.TEACHER, Purpose.ANSWER);
    LoadedModel student = held(DemoModels.STUDENT, Purpose.ANSWER);
    assertThat(held(DemoModels.TEACHER, Purpose.ANSWER)).isSameAs(teacher);
    assertThat(held(DemoModels.STUDENT, Purpose.ANSWER)).isSameAs(student);
  }

  @Test
  void giveAllMemoryToAModelThatLearns() {
    LoadedModel teacher = held(DemoModels.TEACHER, Purpose.ANSWER);
    LoadedModel learning = held(DemoModels.STUDENT, Purpose.LEARN);
    assertThat(held(DemoModels.STUDENT, Purpose.LEARN)).isSameAs(learning);
    assertThat(held(DemoModels.TEACHER, Purpose.ANSWER)).as("loaded again").isNotSameAs(teacher);
  }
}
