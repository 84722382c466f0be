package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wordsight.data.Question;
import org.wordsight.lora.Mixing;

/**
 * The control: the same questions, with answers of other questions. Letters are shuffled among
 * questions with equally many options. Their distribution stays the same, but they no longer mean
 * anything.
 */
public final class ShuffledAnswers {
  private static final long STREAM = 3;

  private ShuffledAnswers() {}

  public static List<Question> of(List<Question> questions, long seed) {
    Map<Integer, List<Integer>> byOptions = new TreeMap<>();
    for (int i = 0; i < questions.size(); i++) {
      int options = questions.get(i).options().size();
      byOptions.computeIfAbsent(options, key -> new ArrayList<>()).add(i);
    }
    List<Question> shuffled = new ArrayList<>(questions);
    byOptions.forEach(
        (options, members) -> {
          long stream = Mixing.mix(Mixing.mix(seed, STREAM), options);
          List<String> letters = new ArrayList<>();
          for (int i = 0; i < members.size(); i++) {
            letters.add(questions.get(members.get(i)).answer());
            int j = (int) (Mixing.unit(Mixing.mix(stream, i)) * (i + 1));
            letters.set(i, letters.get(j));
            letters.set(j, questions.get(members.get(i)).answer());
          }
          for (int i = 0; i < members.size(); i++) {
            Question question = questions.get(members.get(i));
            shuffled.set(members.get(i), withAnswer(question, letters.get(i)));
          }
        });
    return List.copyOf(shuffled);
  }

  private static Question withAnswer(Question question, String answer) {
    return new Question(question.situation(), question.question(), question.options(), answer, "");
  }
}
