package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Native libraries that this process has loaded already, found in Linux's list. So Java calls the
 * library that libtorch uses, whatever its name and its folder.
 */
final class LoadedLibrary {
  private static final Path MAPS = Path.of("/proc/self/maps");

  /**
   * Linux's {@code RTLD_LAZY} and {@code RTLD_NOLOAD}: only what is loaded, and as it was loaded.
   */
  private static final Map<String, Integer> OPENED = Map.of(Library.OPTION_OPEN_FLAGS, 1 | 4);

  private LoadedLibrary() {}

  /**
   * The functions of a library.
   *
   * @param name of the file before its version, such as {@code libcudart}
   * @return empty if the library is not loaded, or Java cannot call it
   */
  static <T extends Library> Optional<T> find(String name, Class<T> functions) {
    try {
      return file(name).map(file -> Native.load(file, functions, OPENED));
    } catch (LinkageError e) {
      // JNA cannot load its own library on this system.
      return Optional.empty();
    }
  }

  /**
   * Binds the native methods of a class to the functions of a library.
   *
   * @return whether the library is loaded and has all of them
   */
  static boolean bind(String name, Class<?> methods) {
    try {
      Optional<String> file = file(name);
      file.ifPresent(path -> Native.register(methods, NativeLibrary.getInstance(path, OPENED)));
      return file.isPresent();
    } catch (LinkageError e) {
      return false;
    }
  }

  /** The file of a library; empty if it is not loaded, or the system is not Linux. */
  private static Optional<String> file(String name) {
    try {
      return file(MAPS, name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The file of a library among the lines of {@code /proc/self/maps}. Paths of other files there
   * may have any bytes.
   */
  static Optional<String> file(Path maps, String name) throws IOException {
    Pattern file = Pattern.compile("(/.*/" + name + "(?:-[^/]*)?\\.so[^/]*)$");
    return new String(Files.readAllBytes(maps), UTF_8)
        .lines()
        .map(file::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }
}
