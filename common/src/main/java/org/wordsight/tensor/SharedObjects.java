package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What shared libraries need of the system, as its own loader finds it. */
final class SharedObjects {
  private static final Pattern NOT_FOUND = Pattern.compile("^\\s*(\\S+) => not found$");
  private static final long LONGEST_SECONDS = 30;

  private SharedObjects() {}

  /**
   * The libraries that the loader does not find for some files. It is empty where the system has no
   * {@code ldd} to ask.
   *
   * @param beside a folder whose libraries are loaded with the files, so that they are not sought
   */
  static List<String> unresolved(List<Path> files, Path beside) {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.addAll(unresolved(answer(file)));
    }
    return names.stream()
        .distinct()
        .filter(name -> !Files.exists(beside.resolve(name)))
        .sorted()
        .toList();
  }

  /** The names in what {@code ldd} says. */
  static List<String> unresolved(String answer) {
    return answer
        .lines()
        .map(NOT_FOUND::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  private static String answer(Path file) {
    try {
      Process process =
          // Java loads the file that a link leads to, and so what lies beside that file is found.
          new ProcessBuilder("ldd", file.toRealPath().toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return answer;
    } catch (IOException e) {
      return ""; // A system without the tool.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
