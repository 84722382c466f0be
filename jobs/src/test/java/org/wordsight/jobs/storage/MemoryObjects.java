package org.wordsight.jobs.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store in memory with the promises of S3 and no others. An object appears whole when its
 * stream is closed, and replaces an earlier one. Listings are exact, folders are only prefixes, and
 * nothing can be renamed. A test can stop the store before any change, as if the caller was killed.
 * It can also let a call fail after the change, as if the answer was lost.
 */
public final class MemoryObjects extends FileSystem {
  /** The scheme of its URIs; the host is the bucket. */
  public static final String SCHEME = "mem";

  private static final Map<String, Bucket> BUCKETS = new ConcurrentHashMap<>();

  private record Stored(byte[] bytes, Instant modified) {}

  /** What is thrown to a caller that was killed. */
  public static final class Killed extends IOException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  /** A bucket: it outlives the file systems that reach it. */
  public static final class Bucket {
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private Duration ahead = Duration.ZERO;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean refusesConditions;
    private int conflicts;
    private int changes;
    private int killBefore = Integer.MAX_VALUE;
    private int answerLostOf = Integer.MAX_VALUE;

    /** Moves the store's clock forward. */
    public synchronized void advance(Duration duration) {
      ahead = ahead.plus(duration);
    }

    /** From now on, so many changes happen, and no later one. */
    public synchronized void killAfter(int moreChanges) {
      changes = 0;
      killBefore = moreChanges;
    }

    /**
     * From now on, so many changes happen as usual. The next one happens too, and its caller is
     * told that it failed.
     */
    public synchronized void loseAnswerAfter(int moreChanges) {
      changes = 0;
      answerLostOf = moreChanges;
    }

    /** Changes happen as usual again, as for another process. */
    public synchronized void heal() {
      killBefore = Integer.MAX_VALUE;
      answerLostOf = Integer.MAX_VALUE;
    }

    /** The changes since the last kill was planned. */
    public synchronized int changes() {
      return changes;
    }

    public synchronized List<String> names() {
      return List.copyOf(objects.keySet());
    }

    public synchronized byte[] content(String name) {
      return objects.get(name).bytes().clone();
    }

    /** Puts copies of all objects of one prefix under another, as they are. */
    public synchronized void copyAll(String from, String to) {
      Map<String, Stored> copies = new TreeMap<>();
      objects.forEach(
          (name, stored) -> {
            if (name.startsWith(from)) {
              copies.put(to + name.substring(from.length()), stored);
            }
          });
      objects.putAll(copies);
    }

    /**
     * From now on, each change waits for a random time of at most this, both before and after it
     * takes effect.
     */
    public synchronized void delayBy(Duration most) {
      delay = most;
    }

    /** From now on, puts under a condition fail, as on some stores that know no conditions. */
    public void refuseConditions() {
      refusesConditions = true;
    }

    /** From now on, so many puts under a condition are answered with a conflict. */
    public synchronized void answerConflicts(int puts) {
      conflicts = puts;
    }

    private synchronized boolean takeConflict() {
      return conflicts > 0 && conflicts-- > 0;
    }

    private void change(Runnable change) throws IOException {
      pause();
      apply(change);
      pause();
    }

    private void pause() {
      long mostNanos = delay.toNanos();
      if (mostNanos > 0) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(mostNanos));
      }
    }

    private synchronized void apply(Runnable change) throws IOException {
      if (changes >= killBefore) {
        throw new Killed();
      }

      change.run();
      if (changes++ == answerLostOf) {
        throw new IOException("the connection was reset before the answer came");
      }
    }

    private Instant now() {
      return Instant.now().plus(ahead);
    }
  }

  private URI uri;

  /** The bucket of that name, made where it is missing. */
  public static Bucket bucket(String name) {
    return BUCKETS.computeIfAbsent(name, n -> new Bucket());
  }

  /** Settings with which Hadoop finds this store. */
  public static void configure(Configuration hadoop) {
    hadoop.set("fs." + SCHEME + ".impl", MemoryObjects.class.getName());
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    uri = URI.create(SCHEME + "://" + name.getHost());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return uri;
  }

  private Bucket bucket() {
    return bucket(uri.getHost());
  }

  private String key(Path path) {
    return makeQualified(path).toUri().getPath().substring(1);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    synchronized (bucket()) {
      Stored stored = bucket().objects.get(key(path));
      if (stored == null) {
        throw new FileNotFoundException(path.toString());
      }

      return new FSDataInputStream(new Reading(stored.bytes()));
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && exists(path)) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
    }

    if (bucket().refusesConditions && isUnderCondition(path)) {
      throw new IOException("cannot put " + path, new WriteOnceHeader.Refusal(501, null));
    }

    if (isUnderCondition(path) && bucket().takeConflict()) {
      throw new IOException("cannot put " + path, new WriteOnceHeader.Refusal(409, null));
    }

    return new FSDataOutputStream(new Writing(key(path)), null);
  }

  /** Whether S3A would send this put with a condition. */
  private boolean isUnderCondition(Path path) {
    return getConf().get(Storages.REQUEST_HANDLERS) != null
        && path.getName().endsWith(WriteOnceHeader.SUFFIX);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("objects cannot be appended to");
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("objects cannot be renamed");
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    String key = key(path);
    List<String> names = new ArrayList<>();
    synchronized (bucket()) {
      for (String name : bucket().objects.keySet()) {
        if (name.equals(key) || recursive && name.startsWith(key + "/")) {
          names.add(name);
        }
      }
    }

    for (String name : names) {
      bucket().change(() -> bucket().objects.remove(name));
    }

    return !names.isEmpty();
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    String key = key(path);
    String prefix = key.isEmpty() ? "" : key + "/";
    List<FileStatus> found = new ArrayList<>();
    TreeSet<String> folders = new TreeSet<>();
    synchronized (bucket()) {
      if (bucket().objects.containsKey(key)) {
        return new FileStatus[] {getFileStatus(path)};
      }

      for (Map.Entry<String, Stored> entry : bucket().objects.entrySet()) {
        if (entry.getKey().startsWith(prefix)) {
          String rest = entry.getKey().substring(prefix.length());
          int slash = rest.indexOf('/');
          if (slash < 0) {
            found.add(status(entry.getKey(), entry.getValue()));
          } else {
            folders.add(rest.substring(0, slash));
          }
        }
      }
    }

    folders.forEach(folder -> found.add(folder(prefix + folder)));
    if (found.isEmpty()) {
      throw new FileNotFoundException(path.toString());
    }

    return found.toArray(FileStatus[]::new);
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.toString() + "/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    String key = key(path);
    synchronized (bucket()) {
      Stored stored = bucket().objects.get(key);
      if (stored != null) {
        return status(key, stored);
      }

      boolean isPrefix =
          key.isEmpty()
              || bucket().objects.keySet().stream().anyMatch(n -> n.startsWith(key + "/"));
      if (isPrefix) {
        return folder(key);
      }
    }

    throw new FileNotFoundException(path.toString());
  }

  private FileStatus status(String key, Stored stored) {
    return new FileStatus(
        stored.bytes().length,
        false,
        1,
        1 << 20,
        stored.modified().toEpochMilli(),
        new Path(uri + "/" + key));
  }

  private FileStatus folder(String key) {
    return new FileStatus(0, true, 1, 0, 0, new Path(uri + "/" + key));
  }

  /** Appears when it is closed. */
  private final class Writing extends ByteArrayOutputStream
      implements Abortable, StreamCapabilities {
    private final String key;
    private boolean ended;

    Writing(String key) {
      this.key = key;
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        byte[] bytes = toByteArray();
        bucket().change(() -> bucket().objects.put(key, new Stored(bytes, bucket().now())));
      }
    }

    @Override
    public AbortableResult abort() {
      ended = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
    }
  }

  private static final class Reading extends FSInputStream {
    private final byte[] bytes;
    private ByteArrayInputStream in;
    private long position;

    Reading(byte[] bytes) {
      this.bytes = bytes;
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public void seek(long to) {
      in = new ByteArrayInputStream(bytes, (int) to, bytes.length - (int) to);
      position = to;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() {
      int value = in.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      int read = in.read(to, offset, length);
      position += Math.max(0, read);
      return read;
    }
  }
}
