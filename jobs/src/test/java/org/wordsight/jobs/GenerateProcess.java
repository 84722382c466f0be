package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.GroupTeacher;

/**
 * A process that generates, and stops answering at a certain group until it is killed. It writes
 * "waiting" to standard output once the answers before that group are in the log.
 */
final class GenerateProcess {
  private GenerateProcess() {}

  /** Arguments: folder, number of the group to wait at, overrides. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    int waitAt = Integer.parseInt(arguments[1]);
    String[] overrides = new String[arguments.length - 2];
    System.arraycopy(arguments, 2, overrides, 0, overrides.length);
    try (Run run = LocalSpark.run(folder, "a", overrides)) {
      ScriptedTeacher scripted = ScriptedTeacher.of(folder, folder.resolve("asked"));
      new GenerateStage(config -> new WaitingTeacher(scripted, waitAt), Calls.ALLOWED).run(run);
    }
  }

  /** Answers until it comes to a certain group. */
  private record WaitingTeacher(ScriptedTeacher scripted, int waitAt) implements GroupTeacher {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return scripted.name();
    }

    @Override
    public String model() {
      return scripted.model();
    }

    @Override
    public String fingerprint() {
      return scripted.fingerprint();
    }

    @Override
    public UnaryOperator<String> chat() {
      return scripted.chat();
    }

    @Override
    public List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters) {
      List<TeacherAnswer> answers = scripted.ask(group, parameters);
      if (group.number() == waitAt) {
        waitForever(group);
      }
      return answers;
    }
  }

  /** Another task may still work on earlier groups. They end first. */
  private static void waitForever(PlannedGroup group) {
    System.out.println("waiting " + group.hash());
    System.out.flush();
    try {
      int end = System.in.read();
      throw new IllegalStateException("Not killed: " + end);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The segments of the request log that hold an event of this kind, for the test. */
  static List<Path> segments(Path folder, String event) throws IOException {
    List<Path> segments = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse/_wordsight/logs/calls"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.readString(file).contains("\"event\":\"" + event + "\"")) {
          segments.add(file);
        }
      }
    }
    return segments;
  }
}
