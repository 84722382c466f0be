package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;

/** Questions for tests. They differ only in their situation. */
final class Situations {
  static final Question SEED =
      question("A dog sits alone in a hot car outside the shop while its owner is away.");
  static final Question FIRST =
      question("Water runs from the ceiling of the flat while the neighbours are on holiday.");
  static final Question SECOND =
      question("Two children throw stones at the windows of the empty house near the school.");
  static final Question THIRD =
      question("An old woman stands at the crossing and waits for somebody to take her over.");

  private Situations() {}

  static Question question(String situation) {
    return new Question(
        situation, "What should be done first?", List.of("help", "wait"), "A", "It helps.");
  }

  /** The questions as candidates in the order of the plan, two for each request. */
  static List<Candidate> candidates(Question... questions) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < questions.length; i++) {
      candidates.add(new Candidate("r" + i / 2, i / 2, i % 2, questions[i]));
    }
    return candidates;
  }
}
