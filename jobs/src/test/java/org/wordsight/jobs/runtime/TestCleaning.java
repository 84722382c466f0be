package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.Cleaning.Reason;
import org.wordsight.jobs.runtime.Cleaning.Unneeded;
import org.wordsight.jobs.storage.MemoryObjects;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.storage.Storage;

class TestCleaning {
  @TempDir java.nio.file.Path folder;

  private final String bucketName = "b" + UUID.randomUUID();
  private final MemoryObjects.Bucket bucket = MemoryObjects.bucket(bucketName);

  private record Entry(String text) {}

  @Test
  void removesOnlyFilesThatNoRunNeeds() throws IOException {
    Warehouse warehouse =
        Warehouse.at(
            "mem://" + bucketName + "/w",
            Sessions.hadoop(LocalSpark.session().sparkContext().getConf()));
    try (Run run = open(warehouse, "done")) {
      publish(run, "old");
      publish(run, "new");
      run.log("evaluation", Entry.class).append("a", List.of(new Entry("x")));
      run.sharedLog("requests", Entry.class).append("aa", List.of(new Entry("x")));
      run.sharedLog("tries", Entry.class).append("aa-1", List.of(new Entry("x")));
      run.leave(RunState.Status.DONE);
    }

    try (Run run = open(warehouse, "unfinished")) {
      run.log("evaluation", Entry.class).append("b", List.of(new Entry("x")));
      run.sharedLog("requests", Entry.class).append("bb", List.of(new Entry("x")));
      run.sharedLog("tries", Entry.class).append("bb-2", List.of(new Entry("x")));
    }

    warehouse.storage().put(Storage.UNFINISHED + "/half", new byte[] {1});
    List<String> before = bucket.names();
    Cleaning cleaning = new Cleaning(warehouse, Duration.ofDays(30));
    assertThat(cleaning.find(TestCleaning::isOfTheUnfinishedRun)).as("all is new").isEmpty();

    bucket.advance(Duration.ofDays(2));
    assertThat(cleaning.find(TestCleaning::isOfTheUnfinishedRun))
        .extracting(Unneeded::reason)
        .containsExactly(Reason.UNFINISHED, Reason.UNPUBLISHED);

    bucket.advance(Duration.ofDays(30));
    List<Unneeded> unneeded = cleaning.find(TestCleaning::isOfTheUnfinishedRun);
    assertThat(unneeded)
        .extracting(Unneeded::reason)
        .containsExactly(
            Reason.UNFINISHED,
            Reason.UNPUBLISHED,
            Reason.FINISHED_WORK,
            Reason.PUBLISHED_ANSWERS,
            Reason.PUBLISHED_ANSWERS);
    try (Lease lease = Lease.take(warehouse, "gc", LocalSpark.silent())) {
      cleaning.remove(unneeded, lease);
    }

    List<String> removed = before.stream().filter(name -> !bucket.names().contains(name)).toList();
    assertThat(removed.stream().filter(name -> !name.contains("/lease/")))
        .hasSize(5)
        .contains(
            "w/_wordsight/logs/requests/aa.jsonl",
            "w/_wordsight/logs/tries/aa-1.jsonl",
            "w/_wordsight/runs/done/work/logs/evaluation/a.jsonl",
            "w/_wordsight/unfinished/half");
    try (Run run = open(warehouse, "done")) {
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId)
          .containsExactly("new");
    }
  }

  private static boolean isOfTheUnfinishedRun(String segment) {
    return segment.startsWith("bb");
  }

  private Run open(Warehouse warehouse, String id) {
    return Run.open(
        LocalSpark.runFile(folder),
        warehouse,
        new RunId.Named(id),
        LocalSpark.session(),
        LocalSpark.silent());
  }

  private static void publish(Run run, String id) {
    try (Publication publication = run.publication("curate")) {
      publication.write(
          RejectedRow.TABLE,
          Stream.of(id).map(i -> new RejectedRow("curate", i, "r", "d", "raw")).toList());
      publication.commit();
    }
  }
}
