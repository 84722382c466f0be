package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.WordsightException;

class TestQueryText {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "-- why\nSELECT 1",
        "/* why */ SELECT 1;",
        "\n\t SELECT 1 ; ;\n",
        "; SELECT 1"
      })
  void takesAQueryWithCommentsAndSemicolons(String text) {
    assertThat(QueryText.of(text)).isEqualTo(text);
  }

  @Test
  void tellsACommentFromAFlag() {
    for (String query : new String[] {"-- a\nSELECT 1", "--a\nSELECT 1", "-- a=b\nSELECT 1"}) {
      assertThat(QueryText.asArgument(query)).isEqualTo("\n" + query);
    }
    for (String flag : new String[] {"--quiet", "--", "--file=a b.sql", "SELECT -- a\n1", "-V"}) {
      assertThat(QueryText.asArgument(flag)).isEqualTo(flag);
    }
  }

  @Test
  void takesAFileThatBeginsWithAByteOrderMark() throws IOException {
    Path file = Files.writeString(folder.resolve("q.sql"), "\ufeffSELECT 'ä';\n");
    assertThat(QueryText.read(file)).isEqualTo("SELECT 'ä';\n");
    assertThat(new QueryConsole(folder).ask(QueryText.read(file))).isEqualTo("ä\nä\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", ";", "-- only a comment", "/* only */ ;;\n", "\ufeff"})
  void refusesATextThatAsksNothing(String text) {
    assertThatThrownBy(() -> QueryText.of(text))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot run the query: QUERY is empty, expected one query. Comments and semicolons"
                + " alone ask nothing; write for instance: SELECT * FROM accuracy.");
  }

  @Test
  void refusesAFileThatIsNoText() throws IOException, InterruptedException {
    assertThatThrownBy(() -> QueryText.read(folder.resolve("none.sql")))
        .hasMessageEndingWith("none.sql: it does not exist. Correct --file.");
    assertThatThrownBy(() -> QueryText.read(folder))
        .hasMessageEndingWith("it is not a regular file, expected a text file. Correct --file.");

    Path latin = Files.write(folder.resolve("latin.sql"), new byte[] {(byte) 0xe4});
    assertThatThrownBy(() -> QueryText.read(latin))
        .hasMessageEndingWith("it is not UTF-8. Save it in UTF-8.");

    Path large = Files.write(folder.resolve("large.sql"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> QueryText.read(large))
        .hasMessageEndingWith(
            "it has 1,048,577 bytes, expected at most 1,048,576. Correct --file.");

    Path pipe = folder.resolve("pipe.sql");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> QueryText.read(pipe))
        .hasMessageEndingWith("it is not a regular file, expected a text file. Correct --file.");
  }
}
