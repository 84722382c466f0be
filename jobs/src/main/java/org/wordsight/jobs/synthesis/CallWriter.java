package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.wordsight.teacher.CallRecord;

/**
 * Writes the request log for one task. Records wait until there are enough of them, or the first
 * has waited long enough. They then become one segment. Not thread-safe.
 */
final class CallWriter {
  private static final int RECORDS = 64;
  private static final long NANOS = 5_000_000_000L;

  private final CallLog log;
  private final String run;
  private final String writer = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  private final List<CallRecord> waiting = new ArrayList<>();
  private long segments;
  private long oldestNanos;

  CallWriter(CallLog log, String run) {
    this.log = log;
    this.run = run;
  }

  /** Adds a record, which a crash may still lose. */
  void add(CallRecord record) {
    if (waiting.isEmpty()) {
      oldestNanos = System.nanoTime();
    }
    waiting.add(record);
  }

  /** Writes the records if the first has waited long enough. */
  void writeIfDue() {
    if (waiting.size() >= RECORDS || nanosUntilDue() <= 0) {
      write();
    }
  }

  /** The time until the oldest record must be written. */
  long nanosUntilDue() {
    return waiting.isEmpty() ? NANOS : oldestNanos + NANOS - System.nanoTime();
  }

  /** Writes all records. When this method returns, they survive a crash. */
  void write() {
    if (!waiting.isEmpty()) {
      log.append(run, writer, segments++, waiting);
      waiting.clear();
    }
  }
}
