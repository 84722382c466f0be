package org.wordsight.jobs.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Looks at the stack of one thread every few milliseconds. The samples are counted by the innermost
 * methods of this product. The counts show where the thread's time goes.
 */
final class StackSamples implements AutoCloseable {
  private static final long PERIOD_MILLISECONDS = 2;
  private static final String OURS = "org.wordsight.";
  private static final int DEPTH = 6;
  private static final int SHOWN = 40;

  private final Thread thread;
  private final Map<String, Integer> counts = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread sampler = new Thread(work, "stack-samples");
            sampler.setDaemon(true);
            return sampler;
          });

  /** Begins to look at a thread. */
  StackSamples(Thread thread) {
    this.thread = thread;
    clock.scheduleAtFixedRate(this::sample, 0, PERIOD_MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  private void sample() {
    String place = place(thread.getStackTrace());
    synchronized (counts) {
      counts.merge(place, 1, Integer::sum);
    }
  }

  /** The innermost method of all, then the innermost methods of this product. */
  static String place(StackTraceElement[] stack) {
    if (stack.length == 0) {
      return "nothing";
    }
    String ours =
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith(OURS))
            .limit(DEPTH)
            .map(StackSamples::text)
            .collect(Collectors.joining(" < "));
    return stack[0].getClassName().startsWith(OURS) ? ours : text(stack[0]) + " < " + ours;
  }

  private static String text(StackTraceElement frame) {
    String name = frame.getClassName();
    return name.substring(name.lastIndexOf('.') + 1) + "." + frame.getMethodName();
  }

  /** The places with their share of all samples, the most frequent ones first. */
  List<String> lines() {
    synchronized (counts) {
      int all = counts.values().stream().mapToInt(Integer::intValue).sum();
      return counts.entrySet().stream()
          .sorted(
              Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(SHOWN)
          .map(each -> "%5.1f %% %s".formatted(100.0 * each.getValue() / all, each.getKey()))
          .toList();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
