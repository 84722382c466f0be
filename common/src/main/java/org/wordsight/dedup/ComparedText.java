package org.wordsight.dedup;

import java.io.Serializable;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * A question as curation compares it.
 *
 * @param exactHigh the upper half of a 128-bit hash; exact duplicates have the same
 * @param exactLow the lower half
 * @param shingles of situation, question and sorted options, as one text
 */
public record ComparedText(long exactHigh, long exactLow, Shingles shingles)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What nothing is compared with. */
  public static final ComparedText NONE = new ComparedText(0, 0, Shingles.of(List.of()));

  /** A text alone, which has neither question nor options. */
  public static ComparedText of(String text) {
    Words words = Words.of(text);
    return of(new Sha256().add(words.joined()).hex(), words.list());
  }

  public static ComparedText of(Question question) {
    QuestionText text = QuestionText.of(question);
    return of(text.exactKey(), text.words());
  }

  private static ComparedText of(String key, List<String> words) {
    return new ComparedText(
        Long.parseUnsignedLong(key, 0, 16, 16),
        Long.parseUnsignedLong(key, 16, 32, 16),
        Shingles.of(words));
  }
}
