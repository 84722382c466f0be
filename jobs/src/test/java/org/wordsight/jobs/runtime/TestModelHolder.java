package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.ModelConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.DemoModels;
import org.wordsight.jobs.LiveTensors;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Precision;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

class TestModelHolder {
  private static final ModelConfig STUDENT = DemoModels.STUDENT;
  private static final ModelConfig TEACHER = DemoModels.TEACHER;

  private int before;

  @BeforeEach
  void holdNothing() {
    Held.here().release();
    before = LiveTensors.count();
  }

  @AfterEach
  void release() {
    Held.here().release();
  }

  private static LoadedModel held(ModelConfig config, Purpose purpose) {
    return ModelHolder.use(config, purpose, Function.identity());
  }

  @Test
  void loadsAModelOnceForAllTasks() {
    LoadedModel model = held(STUDENT, Purpose.ANSWER);
    int loaded = LiveTensors.count();
    assertThat(loaded).isGreaterThan(before);
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(model);
    assertThat(held(new ModelConfig(STUDENT.path(), Precision.FLOAT32), Purpose.ANSWER))
        .as("an equal configuration")
        .isSameAs(model);
    assertThat(LiveTensors.count()).isEqualTo(loaded);
  }

  @Test
  void replacesTheModelByAnother() {
    held(TEACHER, Purpose.ANSWER);
    int teacher = LiveTensors.count();
    LoadedModel student = held(STUDENT, Purpose.ANSWER);
    assertThat(student.folder()).isEqualTo(STUDENT.location().localPath());
    held(TEACHER, Purpose.ANSWER);
    assertThat(LiveTensors.count()).as("one model alone").isEqualTo(teacher);
  }

  @Test
  void treatsAnotherPurposeOrPrecisionAsAnotherModel() {
    LoadedModel answering = held(STUDENT, Purpose.ANSWER);
    LoadedModel learning = held(STUDENT, Purpose.LEARN);
    assertThat(learning).isNotSameAs(answering);
    LoadedModel narrow = held(new ModelConfig(STUDENT.path(), Precision.BFLOAT16), Purpose.LEARN);
    assertThat(narrow).isNotSameAs(learning);
    assertThat(narrow.precision()).isEqualTo(Precision.BFLOAT16);
  }

  @Test
  void freesTheModelWhenReleasedAndLoadsItAgainWhenAskedFor() {
    LoadedModel first = held(STUDENT, Purpose.ANSWER);
    Held.here().release();
    assertThat(LiveTensors.count()).isEqualTo(before);
    Held.here().release();
    assertThat(held(STUDENT, Purpose.ANSWER)).isNotSameAs(first);
  }

  @Test
  void staysUsableWhenALoadFails(@TempDir Path folder) {
    held(STUDENT, Purpose.ANSWER);
    ModelConfig missing = new ModelConfig(folder.resolve("none").toString(), Precision.FLOAT32);
    assertThatThrownBy(() -> held(missing, Purpose.ANSWER))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("there is no such folder");
    assertThat(LiveTensors.count()).as("nothing half-loaded stays").isEqualTo(before);
    assertThat(held(STUDENT, Purpose.ANSWER).folder()).isEqualTo(STUDENT.location().localPath());
  }

  @Test
  void staysUsableWhenTheWorkFails() {
    LoadedModel model = held(STUDENT, Purpose.ANSWER);
    assertThatThrownBy(
            () ->
                ModelHolder.use(
                    STUDENT,
                    Purpose.ANSWER,
                    used -> {
                      throw new IllegalStateException("of the work");
                    }))
        .hasMessage("of the work");
    assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(model);
  }

  @Test
  void allowsNestedUseOfTheModelButDoesNotReplaceIt() {
    Path used =
        ModelHolder.use(
            STUDENT,
            Purpose.ANSWER,
            outer -> {
              assertThat(held(STUDENT, Purpose.ANSWER)).isSameAs(outer);
              assertThatThrownBy(() -> held(TEACHER, Purpose.ANSWER))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith("the model in use cannot be replaced");
              return outer.folder();
            });
    assertThat(used).isEqualTo(STUDENT.location().localPath());
    assertThat(held(TEACHER, Purpose.ANSWER).folder()).isEqualTo(TEACHER.location().localPath());
  }

  @Test
  void servesTasksInTheOrderOfTheirArrival() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread first =
        task(
            STUDENT,
            () -> {
              order.add("first begins");
              begun.countDown();
              await(goOn);
              order.add("first ends");
            });
    begun.await();
    Thread second = task(TEACHER, () -> order.add("second"));
    awaitWaiting(second);
    Thread third = task(STUDENT, () -> order.add("third"));
    awaitWaiting(third);
    Thread releasing = new Thread(Held.here()::release);
    releasing.start();
    awaitWaiting(releasing);
    assertThat(order).as("the device belongs to one at a time").containsExactly("first begins");

    goOn.countDown();
    for (Thread thread : List.of(first, second, third, releasing)) {
      thread.join();
    }
    assertThat(order).containsExactly("first begins", "first ends", "second", "third");
    assertThat(LiveTensors.count()).as("released last").isEqualTo(before);
  }

  private static Thread task(ModelConfig model, Runnable work) {
    Thread thread =
        new Thread(
            () ->
                ModelHolder.use(
                    model,
                    Purpose.ANSWER,
                    used -> {
                      work.run();
                      return used.folder();
                    }));
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void computesOnTheDeviceThatTheRunNamesForThisProcess() {
    LocalSpark.session();
    assertThat(ModelHolder.device()).isEqualTo(Device.CPU);
    SparkConf settings = SparkEnv.get().conf();
    settings.set(ModelHolder.DEVICE, "gpu:3");
    try {
      assertThat(ModelHolder.device()).isEqualTo(Device.gpu(3));
    } finally {
      settings.remove(ModelHolder.DEVICE);
    }
  }
}
