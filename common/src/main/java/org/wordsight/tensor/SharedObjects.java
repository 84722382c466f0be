package org.wordsight.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.files.SystemTool;

/** The needs of shared libraries, checked with the system's own loader. */
final class SharedObjects {
  private static final Pattern NOT_FOUND = Pattern.compile("^\\s*(\\S+) => not found$");
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private SharedObjects() {}

  /**
   * The libraries that the loader does not find for some files. It is empty if the system has no
   * {@code ldd} to ask, or this takes too long.
   *
   * @param beside a folder whose libraries are loaded with the files, so that they need not be
   *     found
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

  /** The names in the output of {@code ldd}. */
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
      // Java loads the file to which a link leads, so libraries beside that file are found.
      return SystemTool.ask(LONGEST, List.of("ldd", file.toRealPath().toString()))
          .map(SystemTool.Answer::output)
          .orElse("");
    } catch (IOException e) {
      return ""; // The library itself says later what is wrong with its file.
    }
  }
}
