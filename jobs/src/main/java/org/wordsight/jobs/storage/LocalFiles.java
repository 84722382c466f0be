package org.wordsight.jobs.storage;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file system of this machine. It sets permissions in this process. Without its native
 * library, Hadoop starts the program {@code chmod} for each file and folder that it makes.
 */
public final class LocalFiles extends LocalFileSystem {
  public LocalFiles() {
    super(new WithoutPrograms());
  }

  private static final class WithoutPrograms extends RawLocalFileSystem {
    private static final String MODE = "unix:mode";

    /** Bits that {@code chmod} leaves to a folder: new files in it get its user or its group. */
    private static final int SET_IDS = 06000;

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path place = pathToFile(path).toPath();
      try {
        int mode = permission.toShort();
        if (Files.isDirectory(place)) {
          mode |= (int) Files.getAttribute(place, MODE) & SET_IDS;
        }
        Files.setAttribute(place, MODE, mode);
      } catch (UnsupportedOperationException | IllegalArgumentException e) {
        // The disk has no such permissions, or Java does not know them there.
        super.setPermission(path, permission);
      }
    }
  }
}
