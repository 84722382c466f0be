package org.wordsight.teacher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Cancelled;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Sent;
import org.wordsight.teacher.CallRecord.Settled;

/**
 * The records in the request log about the requests of one group, by all runs. The order in which
 * the records are read changes nothing.
 */
public final class CallHistory {

  /** Money that an attempt cost although its answer is not used. */
  public record Waste(Call call, String reason, long microdollars) {}

  /** The last known record of one attempt. */
  private record Attempt(String requestId, String run, int number) {
    static Attempt of(CallRecord record) {
      Call call = record.call();
      return new Attempt(call.requestId(), call.run(), call.attempt());
    }
  }

  /** One attempt at all requests of the group. */
  private record Asking(long atMillis, String run, int attempt) implements Comparable<Asking> {
    private static final Comparator<Asking> ORDER =
        Comparator.comparingLong(Asking::atMillis)
            .thenComparing(Asking::run)
            .thenComparingInt(Asking::attempt);

    @Override
    public int compareTo(Asking other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<Attempt, CallRecord> attempts = new HashMap<>();

  public CallHistory(Iterable<CallRecord> records) {
    for (CallRecord record : records) {
      attempts.merge(Attempt.of(record), record, CallHistory::moreTelling);
    }
  }

  private static CallRecord moreTelling(CallRecord one, CallRecord other) {
    int difference = weight(one) - weight(other);
    if (difference != 0) {
      return difference > 0 ? one : other;
    }
    return one.call().atMillis() <= other.call().atMillis() ? one : other;
  }

  private static int weight(CallRecord record) {
    if (record instanceof Settled) {
      return 3;
    }
    if (record instanceof Failed) {
      return 2;
    }
    return record instanceof Cancelled ? 1 : 0;
  }

  /** The number of attempts so far, of all runs. */
  public int attempts() {
    return attempts.keySet().stream().mapToInt(Attempt::number).max().orElse(0);
  }

  /**
   * The answers to all requests of the group, in their order; absent if one is missing. All are of
   * one attempt, since sampled text depends on the other requests of its batch. The earliest
   * attempt counts.
   */
  public Optional<List<Settled>> answers(List<String> requestIds) {
    Map<Attempt, Settled> settled = new HashMap<>();
    Map<String, Long> firstMillis = new HashMap<>();
    attempts.forEach(
        (attempt, record) -> {
          if (record instanceof Settled answer) {
            settled.put(attempt, answer);
            firstMillis.merge(
                attempt.run() + "#" + attempt.number(), answer.call().atMillis(), Math::min);
          }
        });
    Map<Asking, List<Settled>> whole = new TreeMap<>();
    for (Attempt attempt : settled.keySet()) {
      List<Settled> answers = new ArrayList<>();
      for (String id : requestIds) {
        Settled answer = settled.get(new Attempt(id, attempt.run(), attempt.number()));
        if (answer != null) {
          answers.add(answer);
        }
      }
      if (answers.size() == requestIds.size()) {
        long millis = firstMillis.get(attempt.run() + "#" + attempt.number());
        whole.put(new Asking(millis, attempt.run(), attempt.number()), answers);
      }
    }
    return whole.values().stream().findFirst();
  }

  /** The last failure in a run. */
  public Optional<Failed> lastFailure(String run) {
    return attempts.values().stream()
        .filter(record -> record instanceof Failed && record.call().run().equals(run))
        .map(Failed.class::cast)
        .max(Comparator.comparingInt(failed -> failed.call().attempt()));
  }

  /**
   * The money that a run paid. If the cost is not known, the worst case counts: an attempt without
   * an end may have been billed.
   */
  public long microdollars(String run) {
    return attempts.values().stream()
        .filter(record -> record.call().run().equals(run))
        .mapToLong(CallHistory::cost)
        .sum();
  }

  /** The worst cost of a run's attempts that have no end in the log: they may have been billed. */
  public long lostMicrodollars(String run) {
    return attempts.values().stream()
        .filter(record -> record instanceof Sent && record.call().run().equals(run))
        .mapToLong(CallHistory::cost)
        .sum();
  }

  /** The money that a run paid beside these answers, with the reason. */
  public List<Waste> waste(String run, Collection<Settled> used) {
    List<Waste> waste = new ArrayList<>();
    for (CallRecord record : attempts.values()) {
      boolean counts = record instanceof Settled answer && used.contains(answer);
      if (record.call().run().equals(run) && !counts && cost(record) > 0) {
        waste.add(new Waste(record.call(), reason(record), cost(record)));
      }
    }
    waste.sort(
        Comparator.comparing((Waste one) -> one.call().requestId())
            .thenComparingInt(one -> one.call().attempt()));
    return waste;
  }

  private static long cost(CallRecord record) {
    if (record instanceof Sent sent) {
      return sent.worstMicrodollars();
    }
    if (record instanceof Settled settled) {
      return settled.microdollars();
    }
    if (record instanceof Failed failed) {
      return failed.microdollars();
    }
    return ((Cancelled) record).microdollars();
  }

  private static String reason(CallRecord record) {
    if (record instanceof Sent) {
      return "lost";
    }
    if (record instanceof Settled) {
      return "unused";
    }
    return record instanceof Failed failed ? failed.kind().text() : "cancelled";
  }
}
