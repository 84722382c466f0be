package org.wordsight.judge;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.wordsight.data.Candidate;
import org.wordsight.data.Sha256;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.TrainingPrompt;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;

/**
 * Plans the requests to a judge. They are computed from the question, its id and the settings of
 * the judge alone. A prompt holds neither the key nor the rationale.
 *
 * @param chat the function from a prompt to the text that the judge receives; serializable
 * @param answers the number of requests for each question
 * @param oneByOne whether each request is a group of its own; else the requests of a question are
 *     one group
 * @param seed decides the sampling
 */
public record JudgePlanner(
    PromptTemplate template,
    UnaryOperator<String> chat,
    RequestParameters parameters,
    int answers,
    boolean oneByOne,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public JudgePlanner {
    if (answers < 1) {
      throw new IllegalArgumentException(answers + " answers");
    }
  }

  /** Requests in a group. */
  public int groupSize() {
    return oneByOne ? 1 : answers;
  }

  /** Groups for one question. */
  public int groupsPerQuestion() {
    return answers / groupSize();
  }

  /** The groups of one question outside any plan: their numbers and ordinals count from 0. */
  public List<PlannedGroup> groups(Candidate candidate) {
    return IntStream.range(0, groupsPerQuestion())
        .mapToObj(part -> group(candidate, part, part, 0, part * groupSize()))
        .toList();
  }

  /**
   * One group.
   *
   * @param part which of the question's groups
   * @param number the group's place in the plan
   * @param firstOrdinal the place of its first request in the plan
   */
  PlannedGroup group(Candidate candidate, int part, int number, int wave, int firstOrdinal) {
    String text = chat.apply(new TrainingPrompt(template).render(candidate.question()));
    List<PlannedRequest> requests =
        IntStream.range(0, groupSize())
            .mapToObj(i -> request(candidate, text, part * groupSize() + i, firstOrdinal + i))
            .toList();
    return new PlannedGroup(number, wave, List.of(), Map.of(), text, requests);
  }

  private PlannedRequest request(Candidate candidate, String text, int repetition, int ordinal) {
    long samplingSeed =
        new Sha256().add("judging").add(seed).add(candidate.id()).add(repetition).number();
    String id =
        new Sha256()
            .add("judging")
            .add(text)
            .add(parameters.teacher())
            .add(Double.toString(parameters.temperature()))
            .add(Double.toString(parameters.topP()))
            .add(parameters.maximumNewTokens())
            .add(samplingSeed)
            .add(candidate.id())
            .add(repetition)
            .hex();
    return new PlannedRequest(id, ordinal, samplingSeed);
  }
}
