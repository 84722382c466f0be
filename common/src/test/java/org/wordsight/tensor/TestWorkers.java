package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestWorkers {
  private final int threadsBefore = NativeEngine.threads();

  @Test
  void computesOnTheAskingThreadWhenThereIsOne() {
    try (Workers workers = new Workers(1)) {
      Future<Thread> asked = workers.start(Thread::currentThread);
      assertThat(asked.isDone()).isTrue();
      assertThat(Workers.result(asked)).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void runsAsManyAtOnceAsThereAreWorkers() {
    CountDownLatch allStarted = new CountDownLatch(3);
    try (Workers workers = new Workers(3)) {
      List<Future<Integer>> started = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int result = i;
        started.add(
            workers.start(
                () -> {
                  allStarted.countDown();
                  allStarted.await();
                  return result;
                }));
      }
      assertThat(started.stream().map(Workers::result)).containsExactly(0, 1, 2);
    }
  }

  @Test
  void leavesTheAskingThreadAllCores() {
    try (Workers workers = new Workers(2)) {
      Workers.result(workers.start(() -> 0));
      assertThat(NativeEngine.threads()).isEqualTo(threadsBefore);
    }
  }

  @Test
  void throwsWhatTheWorkThrew() {
    try (Workers workers = new Workers(2)) {
      Future<Object> failing =
          workers.start(
              () -> {
                throw new IllegalArgumentException("of the work");
              });
      assertThatThrownBy(() -> Workers.result(failing))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of the work");
    }
  }

  @Test
  void waitsForWhatHasBegunAndForgetsTheRestWhenClosed() throws Exception {
    AtomicInteger done = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(2);
    Workers workers = new Workers(2);
    for (int i = 0; i < 10; i++) {
      workers.start(
          () -> {
            begun.countDown();
            Thread.sleep(50);
            return done.incrementAndGet();
          });
    }
    begun.await();
    workers.close();
    int atClose = done.get();
    assertThat(atClose).isBetween(2, 9);
    Thread.sleep(120);
    assertThat(done).hasValue(atClose);
  }
}
