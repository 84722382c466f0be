package org.wordsight.jobs.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.wordsight.data.Sha256;

/**
 * Copies of files and folders of other stores on this node's disk, one for all its JVMs.
 *
 * <pre>
 * &lt;place&gt;/&lt;version&gt;/files/…      the copy, which never changes
 * &lt;place&gt;/&lt;version&gt;/files.json   put last: size and SHA-256 of each file
 * </pre>
 *
 * <p>The version is a hash of the names, sizes, times and entity tags that the store tells. A model
 * that was replaced there is therefore copied again. A new copy is checked by size, by the store's
 * MD5 where it tells one, and by reading it again. A copy that is already there is checked by size.
 * Nothing is ever removed: a folder that nobody uses can be deleted.
 */
public final class NodeCache {
  /** Hadoop's setting of the cache's folder. */
  public static final String FOLDER = "wordsight.cache.folder";

  /** The environment variable of the cache's folder, which the setting wins over. */
  public static final String VARIABLE = "WORDSIGHT_CACHE";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIST = "files.json";
  private static final String FILES = "files";

  /**
   * A file as the store tells of it.
   *
   * @param name below the folder; of a single file its last name
   * @param tag entity tag; empty where the store has none
   */
  private record Source(
      org.apache.hadoop.fs.Path path, String name, long bytes, long modified, String tag) {}

  /** What the list of a copy says. */
  private record CopyList(int version, List<CopiedFile> files) {
    static final int VERSION = 1;
  }

  private record CopiedFile(String name, long bytes, String sha256) {}

  private final Configuration hadoop;
  private final Path root;

  private NodeCache(Configuration hadoop, Path root) {
    this.hadoop = hadoop;
    this.root = root;
  }

  /** The cache of this node and user. */
  public static NodeCache of(Configuration hadoop) {
    String byEnvironment = System.getenv().getOrDefault(VARIABLE, "");
    String folder = hadoop.getTrimmed(FOLDER, byEnvironment);
    Path root =
        folder.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "wordsight-cache-" + System.getProperty("user.name"))
            : Path.of(folder);
    return new NodeCache(hadoop, root.toAbsolutePath().normalize());
  }

  /**
   * The local copy of a file or folder, made where it is missing.
   *
   * @param location a URI of another store
   * @throws FileNotFoundException where there is no such file or folder
   */
  public Path copyOf(String location) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
    FileSystem store = path.getFileSystem(hadoop);
    FileStatus status = store.getFileStatus(path);
    List<Source> sources =
        status.isFile() ? List.of(source(status, path.getName())) : below(store, path);
    if (sources.isEmpty()) {
      throw new FileNotFoundException(location + " is an empty folder");
    }

    Path copy = place(location).resolve(version(sources));
    if (!isWhole(copy)) {
      make(store, sources, copy);
    }

    Path files = copy.resolve(FILES);
    return status.isFile() ? files.resolve(path.getName()) : files;
  }

  private static List<Source> below(FileSystem store, org.apache.hadoop.fs.Path folder)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    String prefix = store.makeQualified(folder).toUri().getPath() + "/";
    RemoteIterator<LocatedFileStatus> found = store.listFiles(folder, /* recursive= */ true);
    while (found.hasNext()) {
      FileStatus file = found.next();
      String name = file.getPath().toUri().getPath().substring(prefix.length());
      requireBelow(name, file);
      sources.add(source(file, name));
    }

    sources.sort(Comparator.comparing(Source::name));
    return sources;
  }

  /** A store allows any name, but here it becomes a path. */
  private static void requireBelow(String name, FileStatus file) throws IOException {
    if (Arrays.stream(name.split("/", -1)).anyMatch(p -> List.of("", ".", "..").contains(p))) {
      throw new IOException("the name " + file.getPath() + " cannot be a local file's");
    }
  }

  private static Source source(FileStatus status, String name) {
    String tag = status instanceof EtagSource source ? source.getEtag() : "";
    return new Source(
        status.getPath(),
        name,
        status.getLen(),
        status.getModificationTime(),
        Optional.ofNullable(tag).orElse("").replace("\"", ""));
  }

  private Path place(String location) {
    return root.resolve(Sha256.plain(location).substring(0, 16));
  }

  private static String version(List<Source> sources) {
    Sha256 hash = new Sha256();
    for (Source source : sources) {
      hash.add(source.name()).add(source.bytes()).add(source.modified()).add(source.tag());
    }

    return hash.hex().substring(0, 16);
  }

  /** Whether all files of the list are there with their sizes. */
  private static boolean isWhole(Path copy) throws IOException {
    Path list = copy.resolve(LIST);
    if (!Files.exists(list)) {
      return false;
    }

    CopyList files = JSON.readValue(list.toFile(), CopyList.class);
    if (files.version() != CopyList.VERSION) {
      return false;
    }

    for (CopiedFile file : files.files()) {
      Path local = copy.resolve(FILES).resolve(file.name());
      if (!Files.isRegularFile(local) || Files.size(local) != file.bytes()) {
        return false;
      }
    }

    return true;
  }

  /** One of several JVMs copies, and the others wait for it. */
  private void make(FileSystem store, List<Source> sources, Path copy) throws IOException {
    makeRoot();
    Files.createDirectories(copy.getParent());
    synchronized (NodeCache.class) {
      try (FileChannel channel =
              FileChannel.open(
                  copy.resolveSibling(copy.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock turn = channel.lock()) {
        if (turn.isValid() && !isWhole(copy)) {
          copy(store, sources, copy);
        }
      }
    }
  }

  private static void copy(FileSystem store, List<Source> sources, Path copy) throws IOException {
    Path unfinished = copy.resolveSibling(copy.getFileName() + "-" + UUID.randomUUID());
    try {
      List<CopiedFile> copied = new ArrayList<>();
      for (Source source : sources) {
        Path local = unfinished.resolve(FILES).resolve(source.name());
        Files.createDirectories(local.getParent());
        copied.add(copy(store, source, local));
      }

      Files.write(
          unfinished.resolve(LIST), JSON.writeValueAsBytes(new CopyList(CopyList.VERSION, copied)));
      // The copy is not whole: files of it were removed or cut.
      FileUtils.deleteDirectory(copy.toFile());
      Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileUtils.deleteDirectory(unfinished.toFile());
    }
  }

  private static CopiedFile copy(FileSystem store, Source source, Path local) throws IOException {
    Sums sums = download(store, source, local);
    // The tag of an object that was put in one piece is its MD5, unless the store encrypts it with
    // a key. Then the object is downloaded twice, and the bytes must be equal.
    boolean mayBeMd5 = source.tag().matches("[0-9a-f]{32}");
    if (mayBeMd5 && !sums.md5().equals(source.tag())) {
      Sums again = download(store, source, local);
      if (!again.equals(sums) && !again.md5().equals(source.tag())) {
        throw new IOException(
            "%s came with MD5 %s, then with %s: the connection changes it"
                .formatted(source.path(), sums.md5(), again.md5()));
      }

      sums = again;
    }

    if (!Sha256.ofFile(local).equals(sums.sha256())) {
      throw new IOException(local + " is not what was written there: check the disk");
    }

    return new CopiedFile(source.name(), source.bytes(), sums.sha256());
  }

  private record Sums(String md5, String sha256) {}

  private static Sums download(FileSystem store, Source source, Path local) throws IOException {
    MessageDigest md5 = digest("MD5");
    MessageDigest sha256 = digest("SHA-256");
    long bytes;
    try (InputStream in =
            new DigestInputStream(new DigestInputStream(store.open(source.path()), sha256), md5);
        OutputStream out = Files.newOutputStream(local)) {
      bytes = in.transferTo(out);
    }

    if (bytes != source.bytes()) {
      throw new IOException(
          "%s gave %,d bytes, expected %,d: it has changed meanwhile, or the connection broke"
              .formatted(source.path(), bytes, source.bytes()));
    }

    HexFormat hex = HexFormat.of();
    return new Sums(hex.formatHex(md5.digest()), hex.formatHex(sha256.digest()));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has " + algorithm, e);
    }
  }

  /** The folder of the cache, for this user alone where it is new. */
  private void makeRoot() throws IOException {
    if (Files.exists(root)) {
      return;
    }

    Files.createDirectories(root);
    if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
