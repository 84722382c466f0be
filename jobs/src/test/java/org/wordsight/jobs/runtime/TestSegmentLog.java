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
import org.wordsight.jobs.LocalSpark;

class TestSegmentLog {
  @TempDir Path folder;

  private record Answer(String id, String text, double score, List<Integer> tokens) {}

  private static Answer answer(String id) {
    return new Answer(id, "two\nlines é", -0.1, List.of(1, 2));
  }

  @Test
  void givesBackWhatWasAppended() {
    SegmentLog<Answer> log = SegmentLog.at(folder.resolve("log").toString(), Answer.class);
    assertThat(log.read()).isEmpty();

    log.append("b", List.of(answer("2")));
    log.append("a", List.of(answer("1"), answer("3")));
    log.append("c", List.of());

    assertThat(log.names()).containsExactly("a", "b", "c");
    assertThat(log.read()).containsExactly(answer("1"), answer("3"), answer("2"));
  }

  @Test
  void seesNothingOfASegmentThatAKillCutOff() throws IOException {
    SegmentLog<Answer> log = SegmentLog.at(folder.toString(), Answer.class);
    Files.writeString(folder.resolve(".a.jsonl.temporary"), "half");

    assertThat(log.names()).isEmpty();
  }

  @Test
  void refusesASegmentThatWasChanged() throws IOException {
    SegmentLog<Answer> log = SegmentLog.at(folder.toString(), Answer.class);
    log.append("a", List.of(answer("1")));
    Path file = folder.resolve("a.jsonl");
    Files.writeString(file, Files.readString(file).replace("-0.1", "-0.2"));

    assertThatThrownBy(log::read)
        .hasMessageContaining("a.jsonl: its checksum is wrong. Delete the file");
  }

  @Test
  void takesSegmentsFromTasks() {
    SegmentLog<Answer> log = SegmentLog.at(folder.toString(), Answer.class);
    JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(List.of(1, 2, 3), 3)
        .foreach(i -> log.append("segment-" + i, List.of(answer("" + i))));

    assertThat(log.read()).extracting(Answer::id).containsExactly("1", "2", "3");
  }
}
