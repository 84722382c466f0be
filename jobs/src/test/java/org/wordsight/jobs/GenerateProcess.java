package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.ScriptedJudge;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher.Script;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.GroupTeacher;
import org.wordsight.teacher.Teacher;

/**
 * A process that runs {@code generate}. Its teacher stops answering at a certain group until the
 * process is killed. When the answers before that group are in the log, the process writes
 * "waiting" to standard output.
 */
final class GenerateProcess {
  private GenerateProcess() {}

  /**
   * The arguments are the folder, the kind of teacher, the number of the group or request to wait
   * at, and overrides. The kinds are {@code local}, {@code remote}, {@code halting} (it ends its
   * executor) and {@code judged} (its judge waits).
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    String kind = arguments[1];
    int waitAt = Integer.parseInt(arguments[2]);
    String[] overrides = Arrays.copyOfRange(arguments, 3, arguments.length);
    RunFile file = LocalSpark.runFile(folder, overrides);
    SparkSession spark = kind.equals("halting") ? Sessions.open() : LocalSpark.session();
    try (Run run = Run.open(file, new RunId.Named("a"), spark, LocalSpark.silent())) {
      new GenerateStage(
              config -> teacher(kind, folder, waitAt),
              config -> judge(kind, folder, waitAt),
              Calls.ALLOWED)
          .run(run);
    }
  }

  private static Optional<Teacher> judge(String kind, Path folder, int waitAt) {
    return kind.equals("judged")
        ? Optional.of(new ScriptedJudge(folder.toString(), waitAt))
        : Optional.empty();
  }

  private static Teacher teacher(String kind, Path folder, int at) {
    return switch (kind) {
      case "local" -> new WaitingTeacher(ScriptedTeacher.of(folder, folder.resolve("asked")), at);
      case "judged" -> ScriptedRemoteTeacher.of(folder, Script.plain());
      case "remote" -> ScriptedRemoteTeacher.of(folder, Script.plain().waitingAt(at));
      case "halting" -> ScriptedRemoteTeacher.of(folder, Script.plain().haltingAt(at));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** The command that starts a program of the tests in a process of its own. */
  static List<String> java(Class<?> program) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // The new process gets this process's options, which Spark needs on Java 17.
    ProcessHandle.current().info().arguments().stream()
        .flatMap(Stream::of)
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Djdk.reflect"))
        .forEach(command::add);
    command.addAll(QuickStart.OPTIONS);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    return command;
  }

  /** Starts a process of this kind, and kills it when it waits. */
  static void killWhileWaiting(Path folder, String kind, int at, String... overrides)
      throws IOException, InterruptedException {
    List<String> command = java(GenerateProcess.class);
    command.addAll(List.of(folder.toString(), kind, Integer.toString(at)));
    command.addAll(List.of(overrides));
    Process process =
        new ProcessBuilder(command).redirectError(new File(folder.toFile(), "process.log")).start();
    try {
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String line = output.readLine();
      assertThat(line)
          .as("%s", Files.readString(folder.resolve("process.log")))
          .startsWith("waiting ");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The number of events of this kind in the request log. */
  static int events(Path folder, String event) throws IOException {
    int events = 0;
    for (Path segment : segments(folder, event)) {
      for (String line : Files.readAllLines(segment)) {
        events += line.contains("\"event\":\"" + event + "\"") ? 1 : 0;
      }
    }
    return events;
  }

  /** Answers all groups before a certain one. */
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

  /** Waits without end. Another task may still work on earlier groups; they end first. */
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

  /** The segments of the request log that hold an event of this kind. */
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
