package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A commit protocol for Spark. Tasks write each file once, under a name that no other attempt has,
 * and nothing is renamed. When the job ends, the names of its files are put into {@value
 * #COMMITTED} beside them. The folder may also hold files of failed attempts; they are ignored.
 */
public final class WriteOnceCommit extends FileCommitProtocol implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Lists the job's files, one name a line. Spark's readers ignore such names. */
  static final String COMMITTED = "_committed";

  private final String folder;
  private final List<String> ofThisTask = new ArrayList<>();

  /** Spark calls this constructor by its parameters. */
  public WriteOnceCommit(String jobId, String folder, boolean dynamicPartitionOverwrite) {
    if (dynamicPartitionOverwrite) {
      throw new IllegalArgumentException("job " + jobId + " would overwrite partitions");
    }

    this.folder = folder;
  }

  @Override
  public void setupJob(JobContext job) {}

  @Override
  public void setupTask(TaskAttemptContext task) {
    ofThisTask.clear();
  }

  @Override
  public String newTaskTempFile(TaskAttemptContext task, Option<String> partition, String end) {
    if (partition.isDefined()) {
      throw new UnsupportedOperationException("a table's rows are not partitioned further");
    }

    String name =
        "part-%05d-%s%s"
            .formatted(task.getTaskAttemptID().getTaskID().getId(), UUID.randomUUID(), end);
    ofThisTask.add(name);
    return new Path(folder, name).toString();
  }

  @Override
  public String newTaskTempFileAbsPath(TaskAttemptContext task, String absolute, String end) {
    throw new UnsupportedOperationException("a table's files stand in its own folder");
  }

  @Override
  public TaskCommitMessage commitTask(TaskAttemptContext task) {
    try {
      for (String name : ofThisTask) {
        removeChecksum(new Path(folder, name), task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    return new TaskCommitMessage(String.join("\n", ofThisTask));
  }

  /**
   * Removes the checksum that Hadoop puts beside each file of a local disk. Nobody else would
   * remove it.
   */
  private static void removeChecksum(Path file, JobContext job) throws IOException {
    if (file.getFileSystem(job.getConfiguration()) instanceof ChecksumFileSystem local) {
      local.getRawFileSystem().delete(local.getChecksumFile(file), false);
    }
  }

  @Override
  public void abortTask(TaskAttemptContext task) {
    try {
      for (String name : ofThisTask) {
        Path file = new Path(folder, name);
        file.getFileSystem(task.getConfiguration()).delete(file, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void commitJob(JobContext job, Seq<TaskCommitMessage> tasks) {
    List<String> names = new ArrayList<>();
    for (TaskCommitMessage task : JavaConverters.seqAsJavaList(tasks)) {
      names.add((String) task.obj());
    }

    Path file = new Path(folder, COMMITTED);
    try {
      FileSystem fileSystem = file.getFileSystem(job.getConfiguration());
      try (FSDataOutputStream out = fileSystem.create(file, false)) {
        out.write(String.join("\n", names).getBytes(UTF_8));
      }

      removeChecksum(file, job);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files of a failed job are ignored, and removed with their folder. */
  @Override
  public void abortJob(JobContext job) {}
}
