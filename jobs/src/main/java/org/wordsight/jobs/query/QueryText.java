package org.wordsight.jobs.query;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.wordsight.error.WordsightException;

/**
 * The text of a query. The text may contain comments, and semicolons at its end. Spark skips both.
 */
public final class QueryText {
  private static final int MOST_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** A comment: dashes, then a space before any equals sign. A flag does not look like that. */
  private static final Pattern COMMENT = Pattern.compile("--[^\\s=]*\\s.*", Pattern.DOTALL);

  private QueryText() {}

  /** Changes a command-line argument so that a query's first comment is not read as a flag. */
  public static String asArgument(String argument) {
    return COMMENT.matcher(argument).matches() ? "\n" + argument : argument;
  }

  /**
   * The query on the command line.
   *
   * @throws WordsightException exit code 2 where it is empty
   */
  public static String of(String argument) {
    return asking(argument, "QUERY");
  }

  /**
   * The query in a file, in UTF-8.
   *
   * @throws WordsightException exit code 2 where the file cannot be read or has no query
   */
  public static String read(Path file) {
    String name = "Cannot read query file " + file + ": ";
    try {
      if (!Files.exists(file)) {
        throw WordsightException.usage(name + "it does not exist. Correct --file.");
      } else if (!Files.isRegularFile(file)) {
        // Reading a pipe or a device may never end.
        throw WordsightException.usage(
            name + "it is not a regular file, expected a text file. Correct --file.");
      } else if (Files.size(file) > MOST_BYTES) {
        throw WordsightException.usage(
            name
                + "it has %,d bytes, expected at most %,d. Correct --file."
                    .formatted(Files.size(file), MOST_BYTES));
      }

      return asking(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (CharacterCodingException e) {
      throw WordsightException.usage(name + "it is not UTF-8. Save it in UTF-8.");
    } catch (IOException e) {
      throw WordsightException.usage(name + e + ".");
    }
  }

  private static String asking(String text, String source) {
    String query = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (!asksSomething(query)) {
      throw WordsightException.usage(
          "Cannot run the query: "
              + source
              + " is empty, expected one query. Comments and semicolons alone ask nothing; write"
              + " for instance: SELECT * FROM accuracy.");
    }

    return query;
  }

  /** Whether the text has more than space, comments and semicolons, by Spark's own lexer. */
  private static boolean asksSomething(String query) {
    SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(query)));
    lexer.removeErrorListeners();
    Token token = lexer.nextToken();
    while (token.getChannel() != Token.DEFAULT_CHANNEL
        || token.getType() == SqlBaseLexer.SEMICOLON) {
      token = lexer.nextToken();
    }

    return token.getType() != Token.EOF;
  }
}
