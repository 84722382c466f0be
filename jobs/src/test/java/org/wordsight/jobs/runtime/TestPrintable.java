package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.LocalSpark;

class TestPrintable {
  @Test
  void showsControlCharactersAsEscapes() {
    assertThat(Printable.line("a\u001b[2J\r\n\t\b\u0000\u007f\u009b1m"))
        .isEqualTo("a\\u001b[2J\\r\\n\\t\\u0008\\u0000\\u007f\\u009b1m");
  }

  @Test
  void showsCharactersThatTurnOrHideTextAsEscapes() {
    assertThat(Printable.line("\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u2028\u2029\ufeff\u200b"))
        .isEqualTo("\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069\\u2028\\u2029\\ufeff\\u200b");
    assertThat(Printable.line("\udb40\udc41")).as("a tag character").isEqualTo("\\udb40\\udc41");
    assertThat(Printable.line("a\ud800b")).as("half a character").isEqualTo("a\\ud800b");
  }

  @Test
  void leavesOrdinaryTextAsItIs() {
    String text = "ä 漢字 עברית \ud83d\udc69\u200d\ud83d\udcbb \\n \u00a0";
    assertThat(Printable.line(text)).isEqualTo(text);
  }

  @Test
  void keepsTheLinesOfAMessage() {
    assertThat(Printable.lines("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\u000d\\u001b");
  }

  @Test
  void isUsedForEveryMessage() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Console console = LocalSpark.recording(written);
    console.message("a\u001b");
    console.error("b\u009b\n\tat");
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("a\\u001b\nb\\u009b\n\tat\n");
  }
}
