package org.wordsight.jobs.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * A folder of HDFS. A file is first written under another name. The name node then renames it in
 * one step, in place of another file, or only where there is none.
 */
final class HdfsStorage extends HadoopStorage {
  private final FileContext names;

  HdfsStorage(FileSystem fileSystem, Path root) throws IOException {
    super(fileSystem, root);
    this.names = FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf());
  }

  @Override
  void put(String name, Content content) throws IOException {
    rename(written(content), path(name), Rename.OVERWRITE);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) throws IOException {
    Path written = written(out -> out.write(content));
    try {
      rename(written, path(name), Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private Path written(Content content) throws IOException {
    Path file = path(UNFINISHED + "/" + UUID.randomUUID());
    create(file, /* overwrite= */ false, content);
    return file;
  }

  private void rename(Path from, Path to, Rename how) throws IOException {
    try {
      try {
        names.rename(from, to, how);
      } catch (FileNotFoundException e) {
        // The target's folder is made with its first file.
        fileSystem().mkdirs(to.getParent());
        names.rename(from, to, how);
      }
    } catch (IOException e) {
      fileSystem().delete(from, false);
      throw e;
    }
  }
}
