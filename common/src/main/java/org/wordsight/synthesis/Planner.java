package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;
import org.wordsight.prompt.GenerationPrompt;

/**
 * Plans every request before any is sent. The plan depends on the seed questions, the prompt, the
 * teacher and the keys of {@code synthesis} alone. It does not depend on the machine or the time.
 *
 * @param prompt the prompt that asks for questions
 * @param chat the function from a prompt to the text that the teacher receives; serializable if
 *     groups are computed on other machines
 * @param seeds the questions from which examples are drawn
 * @param examplesPerCall the number of examples in a request
 * @param groupSize requests in a group
 * @param seed {@code synthesis.seed}
 * @param axes draws the values that a group's prompt names
 */
public record Planner(
    GenerationPrompt prompt,
    UnaryOperator<String> chat,
    List<Question> seeds,
    int examplesPerCall,
    int groupSize,
    RequestParameters parameters,
    long seed,
    AxisSampler axes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Planner {
    seeds = List.copyOf(seeds);
    if (examplesPerCall < 1 || examplesPerCall > seeds.size()) {
      throw new IllegalArgumentException(
          "%d examples of %d seed questions".formatted(examplesPerCall, seeds.size()));
    }
  }

  /** The same planner with the weights of one wave. */
  public Planner withAxes(AxisSampler weighted) {
    return new Planner(prompt, chat, seeds, examplesPerCall, groupSize, parameters, seed, weighted);
  }

  /**
   * The groups of a wave.
   *
   * @param firstGroup the number of groups in earlier waves
   * @param firstOrdinal the number of requests in earlier waves
   * @param requests the number of requests in this wave; the last group may be smaller than others
   */
  public List<PlannedGroup> wave(int wave, int firstGroup, int firstOrdinal, int requests) {
    PlannedWave planned =
        new PlannedWave(wave, firstGroup, firstOrdinal, requests, groupSize, requests);
    List<PlannedGroup> groups = new ArrayList<>();
    for (int number = firstGroup; number < planned.endGroup(); number++) {
      groups.add(group(planned, number));
    }
    return List.copyOf(groups);
  }

  /** One group of a wave. */
  public PlannedGroup group(PlannedWave wave, int number) {
    return group(number, wave.number(), wave.firstOrdinalOf(number), wave.sizeOf(number));
  }

  /**
   * The hash of everything that decides a wave's requests. The first and the last group stand for
   * the chat template, whose text is not known here.
   */
  public String hash(PlannedWave wave) {
    Sha256 hash = new Sha256();
    hash.add(wave.toString()).add(toText());
    hash.add(group(wave, wave.firstGroup()).hash());
    hash.add(group(wave, wave.endGroup() - 1).hash());
    return hash.hex();
  }

  private String toText() {
    return String.join(
        "\n",
        prompt.template().text(),
        Integer.toString(prompt.questionsPerCall()),
        seeds.toString(),
        axes.toString(),
        Integer.toString(examplesPerCall),
        parameters.toString(),
        Long.toString(seed));
  }

  private PlannedGroup group(int number, int wave, int firstOrdinal, int size) {
    List<Integer> drawn = drawn(number);
    Map<String, String> values = axes.draw(number);
    String text =
        chat.apply(prompt.render(drawn.stream().map(n -> seeds.get(n - 1)).toList(), values));
    List<PlannedRequest> requests =
        IntStream.range(firstOrdinal, firstOrdinal + size)
            .mapToObj(ordinal -> request(ordinal, text))
            .toList();
    return new PlannedGroup(number, wave, drawn, values, text, requests);
  }

  /**
   * The numbers of the seed questions with the smallest hashes. Both the choice and the order are
   * therefore random.
   */
  private List<Integer> drawn(int group) {
    return IntStream.rangeClosed(1, seeds.size())
        .boxed()
        .sorted(Comparator.comparing(number -> hash("examples").add(group).add(number).hex()))
        .limit(examplesPerCall)
        .toList();
  }

  private PlannedRequest request(int ordinal, String text) {
    long samplingSeed = hash("sampling").add(ordinal).number();
    String id =
        new Sha256()
            .add(text)
            .add(parameters.teacher())
            .add(Double.toString(parameters.temperature()))
            .add(Double.toString(parameters.topP()))
            .add(parameters.maximumNewTokens())
            .add(samplingSeed)
            .add(ordinal)
            .hex();
    return new PlannedRequest(id, ordinal, samplingSeed);
  }

  private Sha256 hash(String use) {
    return new Sha256().add(use).add(seed);
  }
}
