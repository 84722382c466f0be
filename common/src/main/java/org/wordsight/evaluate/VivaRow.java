package org.wordsight.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One annotation row, which becomes an item or a broken row. */
final class VivaRow {
  /** Matches "- Selected Action: D" and "Answer: C": the end of the last line names the letter. */
  private static final Pattern NAMED_ANSWER = Pattern.compile(".*:\\W*([A-E])\\W*");

  private static final int SHOWN_CHARACTERS = 120;

  private final int number;
  private final JsonNode row;

  /**
   * @param number the row's place in the file, from 1
   */
  VivaRow(int number, JsonNode row) {
    this.number = number;
    this.row = row;
  }

  VivaItem item() throws Problem {
    if (!row.isObject()) {
      throw new Problem(
          "not-an-object", "row " + number + " is " + shown(row) + ", expected a JSON object");
    }
    JsonNode index = row.path("index");
    require(index.isIntegralNumber() && index.canConvertToInt(), "index", row, "a whole number");
    List<String> options = options();
    Optional<String> gold = gold();
    String repaired = gold.isPresent() ? gold.get() : recoveredAnswer();
    RepairKind repair = gold.isPresent() ? RepairKind.NONE : RepairKind.ANSWER_RECOVERED;
    if (options.stream().noneMatch(option -> letter(option).equals(repaired))) {
      require(
          text("action_answer").lines().anyMatch(line -> letterLoosely(line).equals(repaired)),
          "answer",
          row,
          "the letter of an option in action_list");
      repair = RepairKind.GOLD_OPTION_LOST;
    }
    return new VivaItem(
        index.intValue(),
        imageFile(),
        requiredText("category"),
        Optional.of(text("situation_description")).filter(text -> !text.isBlank()),
        options,
        gold,
        repaired,
        repair);
  }

  private List<String> options() throws Problem {
    JsonNode list = row.path("action_list");
    require(list.isArray() && list.size() >= 2, "action_list", row, "a list of at least 2 options");
    List<String> options = new ArrayList<>();
    String previous = "";
    for (JsonNode option : list) {
      String letter = option.isTextual() ? letter(option.textValue()) : "";
      require(
          letter.compareTo(previous) > 0,
          "action_list",
          row,
          "texts that start with \"A.\" to \"E.\" in ascending order");
      options.add(option.textValue());
      previous = letter;
    }
    return options;
  }

  private Optional<String> gold() throws Problem {
    JsonNode answer = row.path("answer");
    if (isMissing(answer)) {
      return Optional.empty();
    }
    require(
        VivaItem.LETTERS.contains(answer.asText()) && answer.isTextual(),
        "answer",
        row,
        "a letter A to E, or null");
    return Optional.of(answer.textValue());
  }

  private String recoveredAnswer() throws Problem {
    String lastLine =
        text("action_answer").lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
    Matcher named = NAMED_ANSWER.matcher(lastLine);
    require(named.matches(), "answer", row, "a letter, or an action_answer whose last line has it");
    return named.group(1);
  }

  private String imageFile() throws Problem {
    String file = requiredText("image_file");
    boolean inside;
    try {
      Path path = Path.of(file);
      inside = !path.isAbsolute() && path.equals(path.normalize()) && !path.startsWith("..");
    } catch (InvalidPathException e) {
      inside = false;
    }
    require(inside && !file.contains("\\"), "image_file", row, "a path inside the image folder");
    return file;
  }

  private String requiredText(String field) throws Problem {
    String text = text(field);
    require(!text.isBlank(), field, row, "a text");
    return text;
  }

  /** The field's text; empty if it is missing, null, NaN or not a text. */
  private String text(String field) throws Problem {
    JsonNode value = row.path(field);
    require(isMissing(value) || value.isTextual(), field, row, "a text");
    return isMissing(value) ? "" : value.textValue();
  }

  private static boolean isMissing(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isFloatingPointNumber() && Double.isNaN(value.doubleValue()));
  }

  private static String letter(String option) {
    Matcher matcher = VivaItem.OPTION.matcher(option);
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** If options were lost, action_answer has them with broken prefixes: "B Call …", "A .Call …". */
  private static String letterLoosely(String line) {
    String text = line.strip();
    boolean prefixed = text.length() > 2 && !Character.isLetterOrDigit(text.charAt(1));
    return prefixed ? text.substring(0, 1) : "";
  }

  static void require(boolean holds, String field, JsonNode row, String expected) throws Problem {
    if (!holds) {
      throw new Problem(
          "bad-" + field.replace('_', '-'),
          field + " is " + shown(row.path(field)) + ", expected " + expected);
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    String text = value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  /** The reason why a row cannot be scored. */
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Problem(String reason, String detail) {
      super(detail, null, false, false);
      this.reason = reason;
    }

    BrokenRow row(int number, JsonNode row) {
      JsonNode index = row.path("index");
      String place = "row " + number;
      String id = index.isIntegralNumber() ? index.asText() : place;
      String detail =
          id.equals(place) ? getMessage() : place + ", index " + id + ": " + getMessage();
      return new BrokenRow(id, reason, detail, row.toString());
    }
  }
}
