package org.wordsight.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/** A store whose disk can be full: half of a file is written, and then the write fails. */
final class FullDisk implements Storage {
  static final String REASON = "No space left on device";

  private final Path root;
  private final LocalStorage disk;
  private volatile boolean full;

  FullDisk(Path root) {
    this.root = root;
    this.disk = LocalStorage.of(root);
  }

  void fill() {
    full = true;
  }

  void makeRoom() {
    full = false;
  }

  private void write(byte[] content) throws IOException {
    if (full) {
      Path unfinished = Files.createDirectories(root.resolve(UNFINISHED)).resolve("half");
      Files.write(unfinished, Arrays.copyOf(content, content.length / 2));
      throw new IOException(REASON);
    }
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    write(content);
    disk.put(name, content);
  }

  @Override
  public void put(String name, Path localFile) throws IOException {
    write(Files.readAllBytes(localFile));
    disk.put(name, localFile);
  }

  @Override
  public void copy(String from, String to) throws IOException {
    write(new byte[0]);
    disk.copy(from, to);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) throws IOException {
    write(content);
    return disk.putIfAbsent(name, content);
  }

  @Override
  public String root() {
    return disk.root();
  }

  @Override
  public String location(String name) {
    return disk.location(name);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return disk.folders(folder);
  }

  @Override
  public Optional<StoredFile> find(String name) throws IOException {
    return disk.find(name);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
  }

  @Override
  public void deleteFolder(String folder) throws IOException {
    disk.deleteFolder(folder);
  }
}
