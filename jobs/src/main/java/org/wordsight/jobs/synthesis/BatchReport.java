package org.wordsight.jobs.synthesis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.money.Dollars;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

/** The content of a file of results, in numbers. */
public final class BatchReport {
  private static final int SHOWN = 5;

  private final Path file;
  private final String run;
  private final Map<FailureKind, Integer> failed = new EnumMap<>(FailureKind.class);
  private final Map<FailureKind, String> details = new EnumMap<>(FailureKind.class);
  private final List<Long> torn = new ArrayList<>();
  private final List<Long> unknown = new ArrayList<>();
  private int lines;
  private int answers;
  private int repeated;
  private int known;
  private long microdollars;

  BatchReport(Path file, String run) {
    this.file = file;
    this.run = run;
  }

  void begin() {
    lines++;
  }

  void torn(long line) {
    torn.add(line);
  }

  void unknown(long line) {
    unknown.add(line);
  }

  /** A result that the log holds already. */
  void known() {
    known++;
  }

  void answer(long cost) {
    answers++;
    microdollars += cost;
  }

  /** An answer to a request that already has one. */
  void repeated(long cost) {
    repeated++;
    microdollars += cost;
  }

  void failed(Reply.Failed reply, long cost) {
    failed.merge(reply.kind(), 1, Integer::sum);
    details.putIfAbsent(reply.kind(), reply.detail());
    microdollars += cost;
  }

  /** One line for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "batch: %s: %,d results, %,d answers".formatted(file.getFileName(), lines, answers));
    if (repeated > 0) {
      text.append(", %,d answers to requests that have one".formatted(repeated));
    }
    if (known > 0) {
      text.append(", %,d that the log had".formatted(known));
    }
    text.append(", ").append(Dollars.text(microdollars)).append(" paid");
    failed.forEach(
        (kind, count) ->
            text.append("; %,d %s (%s)".formatted(count, kind.text(), details.get(kind))));
    return text.toString();
  }

  /** The results that could not be used, for a message; absent if all could. */
  public Optional<String> problem() {
    List<String> problems = new ArrayList<>();
    if (!torn.isEmpty()) {
      problems.add("%,d lines hold no whole result (%s)".formatted(torn.size(), shown(torn)));
    }
    if (!unknown.isEmpty() && unknown.size() == lines) {
      problems.add("none of its %,d results is of run %s".formatted(lines, run));
    } else if (!unknown.isEmpty()) {
      problems.add(
          "%,d results have a custom_id that is no request of run %s (%s)"
              .formatted(unknown.size(), run, shown(unknown)));
    }
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(file + ": " + String.join(", and ", problems));
  }

  private static String shown(List<Long> numbers) {
    String first =
        numbers.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    return "line " + first + (numbers.size() > SHOWN ? ", …" : "");
  }
}
