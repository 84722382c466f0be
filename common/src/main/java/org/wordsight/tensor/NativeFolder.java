package org.wordsight.tensor;

import ai.djl.util.Utils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The folder into which native libraries are unpacked, once on a machine for all of a user's JVMs.
 * It is {@code DJL_CACHE_DIR}, or {@code .djl.ai} in the user's home. If the home cannot be
 * written, as in many containers, it is a private folder among the temporary files.
 */
public final class NativeFolder {
  private static final String VARIABLE = "DJL_CACHE_DIR";
  private static final String LOCK = "wordsight.lock";

  private NativeFolder() {}

  /**
   * Loads a library while no other JVM of this machine does, so that it is unpacked once. If the
   * file system has no locks, several JVMs unpack at the same time, and each moves its whole copy
   * to the final name.
   */
  static <T> T alone(Supplier<T> loading) {
    Path folder = choose();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Holding holding = Holding.of(channel)) {
      return loading.get();
    } catch (IOException e) {
      throw cannotUnpack(folder, e.toString(), e);
    }
  }

  /** Chooses and makes the folder, before the first library is loaded. */
  public static Path choose() {
    Path folder = given().orElseGet(NativeFolder::own);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw cannotUnpack(folder, e.toString(), e);
    }

    if (!Files.isWritable(folder)) {
      throw cannotUnpack(folder, "it is not writable", null);
    }

    return folder;
  }

  private static Optional<Path> given() {
    return Optional.ofNullable(Utils.getEnvOrSystemProperty(VARIABLE))
        .filter(path -> !path.isEmpty())
        .map(Path::of);
  }

  private static Path own() {
    Path home = Path.of(System.getProperty("user.home"));
    if (Files.isWritable(home)) {
      return home.resolve(".djl.ai");
    }

    Path temporary =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("wordsight-" + System.getProperty("user.name"));
    makePrivate(temporary);
    System.setProperty(VARIABLE, temporary.toString());
    return temporary;
  }

  /** Makes a folder private: libraries are executed, so no other user may put one into it. */
  private static void makePrivate(Path folder) {
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(owner));
      }

      Path probe = Files.createTempFile(folder, "probe", "");
      boolean ours =
          Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe));
      Files.delete(probe);
      Set<PosixFilePermission> allowed =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      if (!ours || !owner.containsAll(allowed)) {
        throw cannotUnpack(folder, "other users have access to it", null);
      }
    } catch (IOException e) {
      throw cannotUnpack(folder, e.toString(), e);
    }
  }

  private static WordsightException cannotUnpack(Path folder, String why, Throwable cause) {
    return new WordsightException(
        ExitCode.DEVICE,
        "Cannot unpack native libraries on %s: folder %s: %s. Set DJL_CACHE_DIR to a folder that can be written (for executors: --conf spark.executorEnv.DJL_CACHE_DIR=FOLDER)."
            .formatted(host(), folder, why),
        cause);
  }

  /** The machine's name, for messages. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }

  /** The lock; absent if the file system has none. */
  private record Holding(Optional<FileLock> lock) implements AutoCloseable {
    static Holding of(FileChannel channel) {
      try {
        return new Holding(Optional.of(channel.lock()));
      } catch (IOException | OverlappingFileLockException e) {
        return new Holding(Optional.empty());
      }
    }

    @Override
    public void close() throws IOException {
      if (lock.isPresent()) {
        lock.get().release();
      }
    }
  }
}
