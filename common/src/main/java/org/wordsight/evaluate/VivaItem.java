package org.wordsight.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One item of the action-selection benchmark.
 *
 * @param index the row's own number, unique in the file
 * @param imageFile the image's path inside the image folder, unique in the file
 * @param category the label in the file, with its brackets
 * @param situation the annotators' description of the image, if there is one
 * @param options the option lines in the file, "A. …" in ascending order
 * @param gold the file's answer; absent if the file says null
 * @param goldRepaired the file's answer after repair
 * @param repair the repair, if there was one
 */
public record VivaItem(
    int index,
    String imageFile,
    String category,
    Optional<String> situation,
    List<String> options,
    Optional<String> gold,
    String goldRepaired,
    RepairKind repair) {
  /** The benchmark's letters; VIVA has five options. */
  public static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");

  static final Pattern OPTION = Pattern.compile("\\s*([A-E])\\s*[.):]\\s*(\\S.*)", Pattern.DOTALL);

  public VivaItem {
    options = List.copyOf(options);
  }

  /** The item's name in tables. */
  public String id() {
    return Integer.toString(index);
  }

  /** The option lines in a prompt: one a line, without an end of line. */
  public String optionLines() {
    return String.join("\n", options);
  }

  /** The text of each option without its letter, by letter, in the order shown. */
  public Map<String, String> optionTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String option : options) {
      Matcher matcher = OPTION.matcher(option);
      if (!matcher.matches()) {
        throw new IllegalStateException("an option without a letter: " + option);
      }
      texts.put(matcher.group(1), matcher.group(2).strip());
    }
    return texts;
  }
}
