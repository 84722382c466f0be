package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RunFile;
import picocli.CommandLine;

/** The schedules that come with the repository. */
class TestSchedules {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path SCHEDULES = REPOSITORY.resolve("submit/schedules");
  private static final String INSTALLED = "/srv/wordsight";
  private static final Pattern COMMAND =
      Pattern.compile("/srv/wordsight/submit/wordsight +([^>\"\n]*)");

  /** A field of a crontab: numbers, lists, ranges, steps. */
  private static final Pattern CRON_FIELD =
      Pattern.compile("(\\*|\\d+(-\\d+)?)(/\\d+)?(,(\\d+(-\\d+)?))*");

  @TempDir Path folder;

  @Test
  void callTheRealCommandLine() throws IOException {
    for (String file : List.of("crontab", "wordsight@.service", "airflow_wordsight.py")) {
      List<String> commands = commands(file);
      assertThat(commands).as(file).isNotEmpty();
      for (String command : commands) {
        assertRuns(List.of(command.strip().split(" +")), true);
      }
    }
  }

  @Test
  void haveCronLinesOfFiveFieldsAndACommand() throws IOException {
    List<String> lines =
        Files.readAllLines(SCHEDULES.resolve("crontab")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.subList(0, 4)).allMatch(line -> line.matches("[A-Z_]+=[\\w/]+"));
    for (String line : lines.subList(4, 6)) {
      String[] fields = line.split("\\s+", 6);
      int[] most = {59, 23, 31, 12, 7};
      for (int i = 0; i < most.length; i++) {
        assertThat(fields[i]).as(line).matches(CRON_FIELD);
        assertThat(fields[i].equals("*") || Integer.parseInt(fields[i]) <= most[i]).isTrue();
      }

      assertThat(fields[5]).as("cron reads % as the end of a line").doesNotContain("%");
    }
  }

  @Test
  void haveSystemdUnitsOfKnownSections() throws IOException {
    for (String unit : List.of("wordsight.timer", "wordsight.service", "wordsight@.service")) {
      String section = "";
      for (String line : Files.readAllLines(SCHEDULES.resolve(unit))) {
        if (line.startsWith("[")) {
          section = line;
          assertThat(section).isIn("[Unit]", "[Timer]", "[Service]", "[Install]");
        } else if (!line.isBlank() && !line.startsWith("#")) {
          assertThat(section).as(line).isNotEmpty();
          assertThat(line).matches("[A-Z][A-Za-z]+=\\S.*");
        }
      }
    }
  }

  @Test
  void treatNoFailureAsASuccess() throws IOException {
    String unit = Files.readString(SCHEDULES.resolve("wordsight@.service"));
    assertThat(unit)
        .doesNotContain("SuccessExitStatus")
        .contains("Restart=on-failure\n")
        .contains("RestartPreventExitStatus=2 3\n")
        .contains("--for %i --device gpu:0\n");
    assertThat(Files.readString(SCHEDULES.resolve("wordsight.timer")))
        .contains("OnCalendar=*-*-* ");
    assertThat(commands("crontab")).hasSize(2);
    assertThat(Files.readAllLines(SCHEDULES.resolve("crontab")))
        .as("cron mails what a line prints, and no exit status")
        .filteredOn(line -> line.contains("/submit/"))
        .allMatch(line -> line.contains(" || echo \"Wordsight: exit status $?"));
  }

  @Test
  void haveUnitsThatSystemdReads() throws Exception {
    assumeTrue(isThere("systemd-analyze"), "systemd-analyze is not installed");
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
    for (String unit : List.of("wordsight.timer", "wordsight.service", "wordsight@.service")) {
      String here =
          Files.readString(SCHEDULES.resolve(unit))
              .replace(INSTALLED, REPOSITORY.toString())
              .replace("User=wordsight\n", "");
      command.add(
          Files.writeString(folder.resolve(unit.replace("@", "@2026-01-31")), here).toString());
      Files.writeString(folder.resolve(unit), here);
    }

    assertThat(run(command)).isEmpty();
  }

  @Test
  void haveAnAirflowFileThatPythonReads() throws Exception {
    assumeTrue(isThere("python3"), "python3 is not installed");
    String file = SCHEDULES.resolve("airflow_wordsight.py").toString();
    String read = "import ast,sys; ast.parse(open(sys.argv[1]).read())";
    assertThat(run(List.of("python3", "-c", read, file))).isEmpty();
  }

  @Test
  void haveASparkApplicationThatRunsTheSameCommand() throws IOException {
    JsonNode application =
        new YAMLMapper().readTree(SCHEDULES.resolve("scheduled-spark-application.yaml").toFile());
    assertThat(application.path("kind").asText()).isEqualTo("ScheduledSparkApplication");
    JsonNode spec = application.path("spec");
    assertThat(spec.path("schedule").asText().split(" ")).hasSize(5).allMatch(this::isCronField);
    assertThat(spec.path("concurrencyPolicy").asText()).isEqualTo("Forbid");
    JsonNode template = spec.path("template");
    assertThat(template.path("mainClass").asText()).isEqualTo(Main.class.getName());
    assertThat(template.path("restartPolicy").path("type").asText()).isEqualTo("OnFailure");
    List<String> arguments = new ArrayList<>();
    template.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    assertRuns(arguments, false);
  }

  private boolean isCronField(String field) {
    return CRON_FIELD.matcher(field).matches();
  }

  private static List<String> commands(String file) throws IOException {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(SCHEDULES.resolve(file))) {
      Matcher matcher = COMMAND.matcher(line);
      if (!line.startsWith("#") && matcher.find()) {
        String date =
            matcher.group(1).replace("{{ ds }}", "2026-01-31").replace("%i", "2026-01-31");
        commands.add(date);
      }
    }

    return commands;
  }

  /** Makes sure that the command line is valid, and that its run file stands for dates. */
  private static void assertRuns(List<String> arguments, boolean saysItsDate) {
    CommandLine.ParseResult parsed =
        Main.commandLine().parseArgs(arguments.toArray(String[]::new)).subcommand();
    assertThat(parsed.commandSpec().name()).isEqualTo("run");
    Path config = parsed.matchedOptionValue("--config", Path.of(""));
    RunFile file =
        RunFile.load(REPOSITORY.resolve("conf").resolve(config.getFileName()), List.of());
    assertThat(file.date()).as("%s stands for a date", config).isPresent();
    String date = parsed.matchedOptionValue("--for", "");
    assertThat(!date.isEmpty()).isEqualTo(saysItsDate);
    if (saysItsDate) {
      assertThat(RunDates.parse(date, LocalDate.of(2026, 1, 31)).dates()).hasSize(1);
    }
  }

  private static boolean isThere(String program) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }

    return false;
  }

  /** The output of a program, which must end without an error. */
  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0 ? said : fail(String.join(" ", command) + ": " + said);
  }
}
