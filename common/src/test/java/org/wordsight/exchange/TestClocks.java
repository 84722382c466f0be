package org.wordsight.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Clocks of machines may differ by hours. Workers measure time only by {@link System#nanoTime},
 * which does not depend on the clock's setting.
 */
class TestClocks {
  private static final List<String> CLOCKS =
      List.of(
          "currentTimeMillis",
          "java/time/Instant",
          "java/time/Clock",
          "java/time/LocalDateTime",
          "java/time/ZonedDateTime",
          "java/util/Date");

  /** A compiled class names all methods that it calls in its constants. */
  private static List<Path> readers(String folder) throws IOException, URISyntaxException {
    Path root =
        Path.of(Gang.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("org/wordsight");
    try (Stream<Path> classes = Files.list(root.resolve(folder))) {
      return classes.filter(TestClocks::readsAClock).toList();
    }
  }

  private static boolean readsAClock(Path file) {
    try {
      String constants = new String(Files.readAllBytes(file), ISO_8859_1);
      return CLOCKS.stream().anyMatch(constants::contains);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void noWorkerOfAGangReadsTheClockOfItsMachine() throws Exception {
    assertThat(readers("exchange")).isEmpty();
    assertThat(readers("train")).isEmpty();
  }

  @Test
  void findsAClassThatReadsAClock() throws Exception {
    assertThat(readers("storage")).isNotEmpty();
  }
}
