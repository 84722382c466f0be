package org.wordsight.judge;

import java.util.List;
import org.wordsight.data.Candidate;
import org.wordsight.data.Sha256;
import org.wordsight.synthesis.GroupPlan;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.RequestParameters;

/**
 * Questions that a judge answers together, with the planner that makes their groups. All answers
 * are needed.
 *
 * @param candidates in the order of the groups; few enough to be sent with the plan
 */
public record JudgeBatch(JudgePlanner planner, PlannedWave wave, List<Candidate> candidates)
    implements GroupPlan {
  private static final long serialVersionUID = 1L;

  public JudgeBatch {
    candidates = List.copyOf(candidates);
    if (wave.requests() != candidates.size() * planner.answers()) {
      throw new IllegalArgumentException(
          "%d requests for %d questions".formatted(wave.requests(), candidates.size()));
    }
  }

  /**
   * The batch after others.
   *
   * @param number the number of batches before it
   * @param questions the number of questions in them
   */
  public static JudgeBatch after(
      int number, int questions, JudgePlanner planner, List<Candidate> candidates) {
    int requests = candidates.size() * planner.answers();
    PlannedWave wave =
        new PlannedWave(
            number,
            questions * planner.groupsPerQuestion(),
            questions * planner.answers(),
            requests,
            planner.groupSize(),
            requests);
    return new JudgeBatch(planner, wave, candidates);
  }

  @Override
  public RequestParameters parameters() {
    return planner.parameters();
  }

  @Override
  public PlannedGroup group(int number) {
    int firstOrdinal = wave.firstOrdinalOf(number);
    int place = number - wave.firstGroup();
    return planner.group(
        candidates.get(place / planner.groupsPerQuestion()),
        place % planner.groupsPerQuestion(),
        number,
        wave.number(),
        firstOrdinal);
  }

  /** The first and the last group stand for the chat template, whose text is not known here. */
  @Override
  public String hash() {
    Sha256 hash =
        new Sha256()
            .add(wave.toString())
            .add(planner.template().text())
            .add(planner.parameters().toString())
            .add(planner.seed());
    candidates.forEach(candidate -> hash.add(candidate.id()));
    hash.add(group(wave.firstGroup()).hash());
    hash.add(group(wave.endGroup() - 1).hash());
    return hash.hex();
  }
}
