package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherLogEntry;

/**
 * The write-ahead log of the teacher's answers, which all runs of a warehouse share. Each group has
 * one segment, named by the hash of everything that decides its answers. A group in the log is
 * never asked again. A group whose segment is missing, cut short or damaged is asked again whole.
 * Each attempt is noted before it begins, so that its number is known later.
 */
public final class RequestLog implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The note of an attempt. */
  record Try(String group, int attempt) {}

  private final SegmentLog<TeacherLogEntry> answers;
  private final SegmentLog<Try> tries;

  private RequestLog(SegmentLog<TeacherLogEntry> answers, SegmentLog<Try> tries) {
    this.answers = answers;
    this.tries = tries;
  }

  public static RequestLog of(Run run) {
    return new RequestLog(
        run.sharedLog("requests", TeacherLogEntry.class), run.sharedLog("tries", Try.class));
  }

  /** The groups whose answers are not all in the log. */
  List<PlannedGroup> unanswered(List<PlannedGroup> groups) {
    Set<String> present = answers.names();
    List<PlannedGroup> unanswered = new ArrayList<>();
    for (PlannedGroup group : groups) {
      if (!present.contains(group.hash()) || read(group).isEmpty()) {
        unanswered.add(group);
      }
    }
    return unanswered;
  }

  /** Notes that a group is asked now. Returns the number of the attempt, 1 being the first. */
  int begin(PlannedGroup group) {
    int attempt = 1;
    while (tries.whole(tryName(group, attempt)).isPresent()) {
      attempt++;
    }
    tries.append(tryName(group, attempt), List.of(new Try(group.hash(), attempt)));
    return attempt;
  }

  private static String tryName(PlannedGroup group, int attempt) {
    return group.hash() + "-" + attempt;
  }

  /** Logs the answers to a whole group, in order. When this returns, they survive a crash. */
  void append(PlannedGroup group, int attempt, List<TeacherAnswer> given, long latencyMs) {
    List<TeacherLogEntry> logged = new ArrayList<>();
    for (int i = 0; i < group.requests().size(); i++) {
      logged.add(
          new TeacherLogEntry(group.requests().get(i).id(), attempt, given.get(i), latencyMs));
    }
    answers.append(group.hash(), logged);
  }

  /** The answers to a whole group, in order; absent where one is missing. */
  Optional<List<TeacherLogEntry>> read(PlannedGroup group) {
    return answers.whole(group.hash()).filter(group::isAnsweredBy);
  }
}
