package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.teacher.CallRecord;

/**
 * The write-ahead log of requests to teachers and of their answers. All runs of a warehouse share
 * it, and it only grows. A segment is whole, or it does not count; damage to one segment costs no
 * other. Its name says which run wrote it.
 *
 * <p>Segments are in sixteen folders, so that Spark's tasks list them in place of the driver.
 */
public final class CallLog implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "calls";
  private static final int FOLDERS = 16;

  /** The run, 16 random digits and the writer's count. */
  private static final Pattern SEGMENT = Pattern.compile("(.+)-[0-9a-f]{16}-\\d+");

  private final SegmentLog<CallLine> segments;

  private CallLog(SegmentLog<CallLine> segments) {
    this.segments = segments;
  }

  public static CallLog of(Run run) {
    return new CallLog(run.sharedLog(NAME, CallLine.class));
  }

  /** The run that wrote a segment of this name; absent if the name is not of this log. */
  static Optional<String> runOf(String segment) {
    Matcher matcher = SEGMENT.matcher(segment);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Writes records as one segment. When this method returns, the records survive a crash.
   *
   * @param writer 16 hexadecimal digits, unique
   * @param number unique for the writer
   */
  void append(String run, String writer, long number, List<CallRecord> records) {
    String name = "%s/%s-%s-%d".formatted(writer.substring(0, 1), run, writer, number);
    segments.append(name, records.stream().map(CallLine::of).toList());
  }

  /** All records of all runs, in no order. Damaged segments are left out. */
  JavaRDD<CallRecord> records(JavaSparkContext spark) {
    List<String> folders =
        IntStream.range(0, FOLDERS).mapToObj(number -> Integer.toHexString(number)).toList();
    int partitions = Math.max(1, Math.min(FOLDERS, spark.defaultParallelism()));
    return spark.parallelize(folders, partitions).flatMap(this::recordsIn);
  }

  private Iterator<CallRecord> recordsIn(String folder) {
    return segments.names(folder).stream()
        .flatMap(name -> segments.whole(name).stream())
        .flatMap(List::stream)
        .map(CallLine::toRecord)
        .iterator();
  }
}
