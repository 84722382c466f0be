package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.model.Precision;

class TestTeacherConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).teacher()).isEqualTo(new TeacherConfig.Self(1, 1));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "teacher",
                    "kind=local",
                    "path=/t",
                    "precision=float32",
                    "temperature=0.9",
                    "topP=0.8")
                .teacher())
        .isEqualTo(new TeacherConfig.Local(new ModelConfig("/t", Precision.FLOAT32), 0.9, 0.8));
  }

  @Test
  void refusesKeysThatTheTeacherDoesNotUse() {
    assertThatThrownBy(() -> RunFiles.with(folder, "teacher", "path=/t", "precision=float32"))
        .hasMessageContaining(
            "teacher.path (--set) is \"/t\", expected no such key: the teacher self")
        .hasMessageContaining("teacher.precision (--set) is \"float32\", expected no such key");
    assertThatThrownBy(
            () ->
                RunFiles.with(
                    folder,
                    "teacher",
                    "kind=local",
                    "path=/t",
                    "endpoint=https://host/v1",
                    "maximumInFlight=64",
                    "prices={input: 2.50}"))
        .hasMessageContaining(": 3 problems")
        .hasMessageContaining(
            "teacher.endpoint (--set) is \"https://host/v1\", expected no such key")
        .hasMessageContaining(
            "teacher.prices (--set) is a mapping, expected no such key: only a teacher of kind openai has it");
  }

  @Test
  void leavesOutKeysOfTheFileWhoseKindTheCommandLineOverrules() throws IOException {
    String local =
        RunFiles.LEAST.replace(
            "{kind: self}", "{kind: local, path: t, precision: float32, endpoint: e}");

    RunFile file = RunFiles.load(folder, local, "teacher.kind=self");

    assertThat(file.config().teacher()).isEqualTo(new TeacherConfig.Self(1, 1));
    assertThat(file.hash()).isEqualTo(RunFiles.load(folder, RunFiles.LEAST).hash());
    assertThat(RunFiles.load(folder, file.resolvedYaml()).hash()).isEqualTo(file.hash());
  }
}
