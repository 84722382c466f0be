package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.data.Sha256;
import org.wordsight.jobs.LocalSpark;

class TestSegmentLog {
  @TempDir Path folder;

  private record Answer(String id, String text, double score, List<Integer> tokens) {}

  private static Answer answer(String id) {
    return new Answer(id, "two\nlines é", -0.1, List.of(1, 2));
  }

  @Test
  void returnsAppendedRecords() {
    SegmentLog<Answer> log = log();
    assertThat(log.names()).isEmpty();

    log.append("b", List.of(answer("2")));
    log.append("a", List.of(answer("1"), answer("3")));
    log.append("c", List.of());

    assertThat(log.names()).containsExactly("a", "b", "c");
    assertThat(log.read("a")).containsExactly(answer("1"), answer("3"));
    assertThat(log.read("c")).isEmpty();
  }

  @Test
  void seesNothingOfASegmentThatAKillCutOff() throws IOException {
    SegmentLog<Answer> log = log();
    Files.createDirectories(folder.resolve("log"));
    Files.writeString(folder.resolve("log/.a.jsonl.temporary"), "half");

    assertThat(log.names()).isEmpty();
  }

  @Test
  void refusesASegmentThatWasChanged() throws IOException {
    SegmentLog<Answer> log = log();
    log.append("a", List.of(answer("1")));
    Path file = folder.resolve("log/a.jsonl");
    Files.writeString(file, Files.readString(file).replace("-0.1", "-0.2"));

    assertThatThrownBy(() -> log.read("a"))
        .hasMessageContaining("a.jsonl: its checksum is wrong. Delete the file");
  }

  @Test
  void takesSegmentsFromTasks() {
    SegmentLog<Answer> log = log();
    JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(List.of(1, 2, 3), 3)
        .foreach(i -> log.append("segment-" + i, List.of(answer("" + i))));

    assertThat(log.names()).containsExactly("segment-1", "segment-2", "segment-3");
    assertThat(log.read("segment-2")).containsExactly(answer("2"));
  }

  @Test
  void readsSegmentsOfTheFirstVersion() throws IOException {
    String line = "{\"id\":\"1\",\"text\":\"t\",\"score\":1.0,\"tokens\":[]}\n";
    Files.createDirectories(folder.resolve("log"));
    Files.writeString(folder.resolve("log/a.jsonl"), Sha256.plain(line) + "\n" + line);

    assertThat(log().read("a")).containsExactly(new Answer("1", "t", 1, List.of()));
  }

  @Test
  void refusesSegmentsOfALaterVersionWithAdvice() throws IOException {
    Files.createDirectories(folder.resolve("log"));
    Files.writeString(folder.resolve("log/a.jsonl"), "wordsight-log/3 " + "0".repeat(64) + "\n");

    assertThatThrownBy(() -> log().read("a"))
        .hasMessageContaining("a.jsonl: its format is version 3, expected at most 2")
        .hasMessageContaining("use that one, or another warehouse");
  }

  private SegmentLog<Answer> log() {
    return SegmentLog.at(folder.toString(), "log", Answer.class);
  }
}
