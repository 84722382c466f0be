package org.wordsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("any-threads")
class TestSystemTool {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  @Test
  void givesStatusAndOutput() {
    assertThat(SystemTool.ask(LONG, shell("echo one; echo two >&2; exit 3")))
        .contains(new SystemTool.Answer(3, "one\n"));
  }

  @Test
  void hasNoAnswerOfAMissingProgram() {
    assertThat(SystemTool.ask(LONG, List.of(Path.of("no", "such", "program").toString())))
        .isEmpty();
  }

  @Test
  @Timeout(20)
  void endsAProgramThatHangsAndThoseThatItStarted() {
    assertThat(SystemTool.ask(Duration.ofMillis(200), shell("echo begun; sleep 60; echo done")))
        .isEmpty();
  }

  @Test
  @Timeout(20)
  void doesNotWaitForAProgramThatWasLeftBehind() {
    assertThat(SystemTool.ask(LONG, shell("sleep 30 & echo done")))
        .contains(new SystemTool.Answer(0, "done\n"));
  }

  @Test
  @Timeout(20)
  void givesNoInputToWaitFor() {
    assertThat(SystemTool.ask(LONG, shell("cat; echo done")))
        .contains(new SystemTool.Answer(0, "done\n"));
  }
}
