package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TestStackSamples {
  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, null, -1);
  }

  @Test
  void namesTheInnermostMethodAndTheProductsMethodsAroundIt() {
    StackTraceElement[] stack = {
      frame("ai.djl.pytorch.jni.PyTorchLibrary", "iValueForward"),
      frame("ai.djl.pytorch.jni.IValueUtils", "forward"),
      frame("org.wordsight.tensor.Kernels", "infer"),
      frame("java.util.ArrayList", "forEach"),
      frame("org.wordsight.train.Trainer", "step")
    };
    assertThat(StackSamples.place(stack))
        .isEqualTo("PyTorchLibrary.iValueForward < Kernels.infer < Trainer.step");
  }

  @Test
  void namesAMethodOfTheProductOnce() {
    StackTraceElement[] stack = {
      frame("org.wordsight.train.Dropout", "write"), frame("java.lang.Thread", "run")
    };
    assertThat(StackSamples.place(stack)).isEqualTo("Dropout.write");
    assertThat(StackSamples.place(new StackTraceElement[0])).isEqualTo("nothing");
  }

  @Test
  void countsWhereAThreadWaits() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread waiting =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    try (StackSamples samples = new StackSamples(waiting)) {
      while (samples.lines().stream().noneMatch(line -> line.contains("TestStackSamples"))) {
        Thread.onSpinWait();
      }
      assertThat(samples.lines()).allMatch(line -> line.matches(" *[0-9.]+ % .+"));
    } finally {
      end.countDown();
      waiting.join();
    }
  }
}
