package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.config.RehearsalFile;
import org.wordsight.rehearsal.ScriptedServer;

class TestFleetProcess {
  @Test
  void asksAllOfItsCallsInAProcessOfItsOwn() {
    List<String> script =
        List.of("questions=1", "speed={firstTokenMilliseconds: 20, tokensPerSecond: 0}");
    try (ScriptedServer server =
        ScriptedServer.start(RehearsalFile.load(Optional.empty(), script), "")) {
      FleetProcess.Result result =
          FleetProcess.run(new FleetProcess.Task(server.endpoint().toString(), 16, 200));
      assertThat(result.answered()).isEqualTo(200);
      assertThat(server.counts().billedAnswers()).isEqualTo(200);
      assertThat(server.counts().mostAtWork()).isEqualTo(16);
      assertThat(result.use()).isBetween(0.1, 1.0);
      assertThat(result.seconds()).isGreaterThan(IdealSchedule.seconds(server.workMillis(), 16));
    }
  }
}
