package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

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
                    "topP=0.8",
                    "endpoint=e",
                    "model=m",
                    "tokenVariable=T")
                .teacher())
        .isEqualTo(new TeacherConfig.Local(new ModelConfig("/t", Precision.FLOAT32), 0.9, 0.8));
  }
}
