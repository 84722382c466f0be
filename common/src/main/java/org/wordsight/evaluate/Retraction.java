package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that retract an answer: "B. No, wait, C.", "The answer is B. I was wrong." The parts
 * between the words of retraction are read separately. If they name different letters, or if the
 * text ends by calling the letter wrong, it commits to none and is INVALID. A letter that counts
 * only by its place before a retraction does not count against a declaration.
 */
final class Retraction {
  static final String NAME = "taken-back";

  private static final String HESITATION =
      "(?:(?:oh|hm+|um+|uh|but|well|sorry|oops|actually|no|wait|hold\\s+on)\\b[,.!:…–—\\s-]*){0,8}";
  private static final Pattern WORDS =
      Pattern.compile(
          "(?i)(?:^|(?<=[.!?;\\n…,–—)-])\\s*|(?<=[A-E])\\s+)"
              + HESITATION
              + "(?:(?<disowned>scratch\\s+that|strike\\s+that|I\\s+take\\s+(?:that|it)\\s+back|never\\s*mind"
              + "|I\\s+(?:was|am|stand)\\s+(?:wrong|mistaken|corrected)|I\\s+made\\s+(?:a|an)\\s+(?:mistake"
              + "|error)|on\\s+second\\s+thoughts?|I(?:'ve|\\s+have)?\\s+changed?\\s+my\\s+(?:mind|answer)"
              + "|let\\s+me\\s+(?:correct|revise|change|reconsider|rethink)\\b"
              + "|(?<=(?:no|ait|lly|mm|ps)[,.!]?\\s)that(?:'s|\\s+is|\\s+was)\\s+(?:wrong|not\\s+right|incorrect"
              + "|not\\s+correct|a\\s+mistake))"
              + "|no\\b(?=\\s*[,.!:;–—-])|wait\\b(?=\\s*[,.!:;–—-]|\\s+(?:no|actually|a\\s+(?:minute"
              + "|moment|second))\\b)|actually\\s*(?:,|(?=\\(?(?-i:[A-E])\\b))|hold\\s+on\\b|correction\\b"
              + "|or\\s+rather\\b)[,.!:;–—\\s-]*");

  private Retraction() {}

  /**
   * The reason why a text that retracts something has no letter; absent if it has one, or retracts
   * nothing.
   */
  static Optional<String> read(String text, Map<String, String> options) {
    List<ExtractedAnswer> parts = new ArrayList<>();
    int disownedBefore = 0;
    int from = 0;
    Matcher words = WORDS.matcher(text);
    while (words.find()) {
      parts.add(part(text.substring(from, words.start()), options));
      from = words.end();
      if (words.group("disowned") != null) {
        disownedBefore = parts.size();
      }
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    parts.add(part(text.substring(from), options));
    return judge(parts, disownedBefore);
  }

  private static ExtractedAnswer part(String text, Map<String, String> options) {
    return AnswerExtractor.readUnretracted(text.strip(), options);
  }

  /**
   * @param disownedBefore the text called all parts before this one wrong
   */
  private static Optional<String> judge(List<ExtractedAnswer> parts, int disownedBefore) {
    boolean declares =
        parts.stream()
            .anyMatch(part -> part.valid() && part.rule().startsWith(AnswerExtractor.DECLARED));
    Set<String> letters = new TreeSet<>();
    boolean standing = false;
    for (int i = 0; i < parts.size(); i++) {
      ExtractedAnswer part = parts.get(i);
      boolean counts = i > 0 || !declares || part.rule().startsWith(AnswerExtractor.DECLARED);
      if (part.valid() && counts) {
        letters.add(part.letter());
        standing = i >= disownedBefore;
      }
    }
    if (letters.isEmpty()) {
      return Optional.empty();
    }
    if (letters.size() > 1) {
      return Optional.of(AnswerExtractor.SEVERAL);
    }
    return standing ? Optional.empty() : Optional.of(NAME);
  }
}
