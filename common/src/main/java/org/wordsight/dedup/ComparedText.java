package org.wordsight.dedup;

import java.io.Serializable;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * A question in the form in which curation compares it.
 *
 * @param exactHigh the upper half of a 128-bit hash; exact duplicates have the same
 * @param exactLow the lower half
 * @param shingles of situation, question and sorted options, as one text
 * @param words of the same text; none if no rule compares them
 */
public record ComparedText(long exactHigh, long exactLow, Shingles shingles, WordSequence words)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The text of a question that is not compared. */
  public static final ComparedText NONE =
      new ComparedText(0, 0, Shingles.of(List.of()), WordSequence.NONE);

  /** A text alone, which has neither question nor options. */
  public static ComparedText of(String text) {
    String joined = JoinedWords.of(text);
    return of(new Sha256().add(joined).hex(), WordSequence.ofJoined(List.of(joined)));
  }

  public static ComparedText of(Question question) {
    QuestionText text = QuestionText.of(question);
    return of(text.exactKey(), WordSequence.ofJoined(text.fields()));
  }

  private static ComparedText of(String key, WordSequence words) {
    return new ComparedText(
        Long.parseUnsignedLong(key, 0, 16, 16),
        Long.parseUnsignedLong(key, 16, 32, 16),
        Shingles.of(words),
        words);
  }

  /** The same without its words, for rules that do not compare words. */
  public ComparedText withoutWords() {
    return new ComparedText(exactHigh, exactLow, shingles, WordSequence.NONE);
  }
}
