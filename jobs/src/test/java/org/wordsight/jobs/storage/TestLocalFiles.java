package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLocalFiles {
  @TempDir java.nio.file.Path folder;

  private final Configuration hadoop = new Configuration();

  private LocalFileSystem ours() throws IOException {
    hadoop.set("fs.file.impl", LocalFiles.class.getName());
    return FileSystem.newInstanceLocal(hadoop);
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  private Path path(String name) {
    return new Path("file", null, folder.resolve(name).toString());
  }

  @Test
  void setsEachPermission() throws IOException {
    try (LocalFileSystem files = ours()) {
      assertThat(files).isInstanceOf(LocalFiles.class);
      files.create(path("a file, 50%")).close();
      for (String octal : List.of("600", "644", "755", "777", "400", "421", "000")) {
        FsPermission permission = new FsPermission(octal);
        files.setPermission(path("a file, 50%"), permission);
        assertThat(permissions("a file, 50%")).isEqualTo(permission.toString());
      }
    }
  }

  @Test
  void makesFilesAndFoldersAsHadoopDoes() throws IOException {
    for (String mask : List.of("022", "077", "002")) {
      hadoop.set("fs.permissions.umask-mode", mask);
      try (LocalFileSystem files = ours();
          LocalFileSystem hadoops = new LocalFileSystem()) {
        hadoops.initialize(folder.toUri(), hadoop);
        make(files, "ours-" + mask);
        make(hadoops, "hadoops-" + mask);
        for (String name : List.of("", "/file", "/.file.crc")) {
          assertThat(permissions("ours-" + mask + name))
              .as("%s with mask %s", name, mask)
              .isEqualTo(permissions("hadoops-" + mask + name));
        }
      }
    }
  }

  private void make(LocalFileSystem files, String name) throws IOException {
    files.mkdirs(path(name));
    files.create(path(name + "/file")).close();
  }

  @Test
  void setsTheStickyBitOfAFolder() throws IOException {
    try (LocalFileSystem files = ours()) {
      files.mkdirs(path("shared"));
      files.setPermission(path("shared"), new FsPermission((short) 01777));
      assertThat(files.getFileStatus(path("shared")).getPermission().getStickyBit()).isTrue();
      assertThat(permissions("shared")).isEqualTo("rwxrwxrwx");
    }
  }

  @Test
  void leavesAFolderTheBitThatGivesItsGroupToNewFiles() throws IOException {
    try (LocalFileSystem files = ours()) {
      files.mkdirs(path("team"));
      Files.setAttribute(folder.resolve("team"), "unix:mode", 02775);
      files.setPermission(path("team"), new FsPermission("755"));
      assertThat((int) Files.getAttribute(folder.resolve("team"), "unix:mode") & 07777)
          .isEqualTo(02755);
    }
  }

  @Test
  void refusesAFileThatDoesNotExist() throws IOException {
    try (LocalFileSystem files = ours()) {
      assertThatThrownBy(() -> files.setPermission(path("none"), new FsPermission("644")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage(folder.resolve("none").toString());
    }
  }
}
