package org.wordsight.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that compute at the same time, each with a share of the cores. Threads then seldom wait
 * for one another. With operations on all cores, they wait at the end of each operation. If there
 * is one worker with all cores, the calling thread does the work.
 */
public final class Workers implements AutoCloseable {
  private final int count;
  private final Optional<ThreadPoolExecutor> pool;

  /**
   * Threads with equal shares of the cores.
   *
   * @param count the number of computations at the same time
   */
  public Workers(int count) {
    this.count = count;
    this.pool =
        count > 1
            ? Optional.of(pool(count, Math.max(1, NativeEngine.threads() / count)))
            : Optional.empty();
  }

  /**
   * @param count the number of computations at the same time
   * @param threadsOfAnOperation the cores of each
   */
  public Workers(int count, int threadsOfAnOperation) {
    this.count = count;
    this.pool =
        count > 1 || threadsOfAnOperation != NativeEngine.threads()
            ? Optional.of(pool(count, threadsOfAnOperation))
            : Optional.empty();
  }

  private static ThreadPoolExecutor pool(int count, int each) {
    int all = NativeEngine.threads();
    CountDownLatch ready = new CountDownLatch(count);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread =
                  new Thread(
                      () -> {
                        // libtorch sets a thread's own number of threads when this number is first
                        // asked for.
                        JniUtils.getNumThreads();
                        JniUtils.setNumThreads(each);
                        ready.countDown();
                        work.run();
                      },
                      "wordsight-worker");
              thread.setDaemon(true);
              return thread;
            });
    pool.prestartAllCoreThreads();
    try {
      ready.await();
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while threads were started", e);
    } finally {
      // A new thread takes the number that was set last. The number is therefore set back, so that
      // other threads get all cores.
      JniUtils.setNumThreads(all);
    }
    return pool;
  }

  public int count() {
    return count;
  }

  /** Starts work as soon as a worker is free, in the order of the calls. */
  public <T> Future<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    pool.<Executor>map(threads -> threads).orElse(Runnable::run).execute(task);
    return task;
  }

  /** Waits for work and returns its result, or throws what the work threw. */
  public static <T> T result(Future<T> started) {
    try {
      return started.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a computation", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Drops work that has not begun, and waits for the rest, since it uses the caller's memory. */
  @Override
  public void close() {
    if (pool.isEmpty()) {
      return;
    }
    pool.get().getQueue().clear();
    pool.get().shutdown();
    awaitEnd(pool.get());
  }

  /** Waits until threads end that were told to end, even if the caller is interrupted. */
  public static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
