package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.teacher.TeacherClient;

class TestTeacherClients {
  @TempDir Path folder;

  @Test
  void sharesAClientUntilTheLastTaskHasEnded() {
    ScriptedJudge teacher = ScriptedJudge.of(folder);
    TeacherClient client;
    try (TeacherClients.Use first = TeacherClients.use(teacher)) {
      client = first.client();
      try (TeacherClients.Use second = TeacherClients.use(ScriptedJudge.of(folder))) {
        assertThat(second.client()).isSameAs(client);
      }
      Held.here().release();
      try (TeacherClients.Use third = TeacherClients.use(teacher)) {
        assertThat(third.client()).as("one task still asks").isSameAs(client);
      }
    }
    try (TeacherClients.Use later = TeacherClients.use(teacher)) {
      assertThat(later.client()).isNotSameAs(client);
    }
  }
}
