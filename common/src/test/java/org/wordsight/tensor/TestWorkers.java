package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-threads")
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
  void throwsTheExceptionOfTheWork() {
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
  void waitsForBegunWorkAndDropsTheRestWhenClosed() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch released = new CountDownLatch(1);
    Workers workers = new Workers(2);
    List<Future<Integer>> started = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int result = i;
      started.add(
          workers.start(
              () -> {
                begun.countDown();
                released.await();
                return result;
              }));
    }
    begun.await();
    Thread closing = new Thread(workers::close);
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(started).noneMatch(Future::isDone);
    released.countDown();
    closing.join();
    assertThat(started.subList(0, 2).stream().map(Workers::result)).containsExactly(0, 1);
    assertThat(started.subList(2, 10)).noneMatch(Future::isDone);
  }
}
