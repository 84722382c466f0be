package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherLogEntry;

/**
 * The write-ahead log of the teacher's answers, shared by all runs of a warehouse: a segment for
 * each group, named by the hash of everything that decides its answers. What stands in it is never
 * asked again. A group whose segment is missing, cut short or damaged is asked again whole. A try
 * is noted before it begins, so that an answer says how often its group was asked.
 */
public final class RequestLog implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The note of a try. */
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

  /** The groups whose answers are not all there. */
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

  /** Notes that a group is asked; returns which try it is, 1 being the first. */
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

  /** Keeps the answers to a whole group, in its order: when this returns, they survive a kill. */
  void append(PlannedGroup group, int attempt, List<TeacherAnswer> given, long latencyMs) {
    List<TeacherLogEntry> logged = new ArrayList<>();
    for (int i = 0; i < group.requests().size(); i++) {
      logged.add(
          new TeacherLogEntry(group.requests().get(i).id(), attempt, given.get(i), latencyMs));
    }
    answers.append(group.hash(), logged);
  }

  /** The answers to a whole group, in its order; nothing where one is missing. */
  Optional<List<TeacherLogEntry>> read(PlannedGroup group) {
    return answers.whole(group.hash()).filter(group::isAnsweredBy);
  }

  /** The names of the groups that have ever been begun, for tests and accounts. */
  Set<String> tries() {
    return new TreeSet<>(tries.names());
  }
}
