package org.wordsight.synthesis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.wordsight.data.Sha256;

/**
 * A group's answers as one small file that is written once: a line of JSON for each answer, in the
 * order of the group, then the SHA-256 of these lines. A segment that is cut short, altered or of
 * another group does not count.
 */
public final class LogSegment {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SEAL = "sha256 ";

  private LogSegment() {}

  /** The bytes of a segment. */
  public static byte[] write(List<LoggedAnswer> answers) {
    StringBuilder lines = new StringBuilder();
    for (LoggedAnswer answer : answers) {
      try {
        lines.append(JSON.writeValueAsString(answer)).append('\n');
      } catch (JsonProcessingException impossible) {
        throw new AssertionError("Every answer can be written", impossible);
      }
    }
    String seal = SEAL + Sha256.plain(lines.toString()) + "\n";
    return lines.append(seal).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The answers to a whole group, or nothing where these bytes are not exactly that. */
  public static Optional<List<LoggedAnswer>> read(byte[] bytes, PlannedGroup group) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int seal = text.lastIndexOf(SEAL);
    if (seal < 0 || !text.substring(seal).equals(SEAL + hashOf(text, seal) + "\n")) {
      return Optional.empty();
    }
    List<LoggedAnswer> answers = new ArrayList<>();
    try {
      for (String line : text.substring(0, seal).split("\n")) {
        answers.add(JSON.readValue(line, LoggedAnswer.class));
      }
    } catch (JsonProcessingException e) {
      // Sealed, yet not in this form: another version wrote it. The group is asked again.
      return Optional.empty();
    }
    List<String> asked = group.requests().stream().map(PlannedRequest::id).toList();
    List<String> answered = answers.stream().map(LoggedAnswer::requestId).toList();
    return asked.equals(answered)
        ? Optional.of(Collections.unmodifiableList(answers))
        : Optional.empty();
  }

  private static String hashOf(String text, int end) {
    return Sha256.plain(text.substring(0, end));
  }
}
