package org.wordsight.jobs.synthesis;

import java.util.EnumSet;
import java.util.List;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SynthesisConfig;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.prompt.GenerationPrompt;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.Planner;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.SeedQuestions;
import org.wordsight.synthesis.WaveSize;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Teacher;
import org.wordsight.teacher.TeacherChat;

/**
 * The inputs of generation, read and checked before the first request.
 *
 * @param template the prompt before its gaps are filled
 * @param size decides how many requests a wave has
 * @param parser reads the answers
 */
public record SynthesisInputs(
    Teacher teacher, PromptTemplate template, Planner planner, WaveSize size, AnswerParser parser) {

  /**
   * Reads seed questions, prompt and the teacher's chat template.
   *
   * @throws WordsightException if an input is missing or broken, or the inputs do not fit together
   */
  public static SynthesisInputs read(RunConfig config, Teacher teacher) {
    SynthesisConfig synthesis = config.synthesis();
    List<Question> seeds = SeedQuestions.read(Inputs.path(synthesis.seedQuestions()));
    if (synthesis.examplesPerCall() > seeds.size()) {
      throw WordsightException.usage(
          "Cannot plan: synthesis.examplesPerCall is %d, expected at most the %d questions of %s. Lower it or write more questions."
              .formatted(synthesis.examplesPerCall(), seeds.size(), synthesis.seedQuestions()));
    }
    PromptTemplate template = PromptTemplate.of(Purpose.GENERATION, synthesis.prompt());
    Planner planner =
        new Planner(
            new GenerationPrompt(template, synthesis.questionsPerCall()),
            new TeacherChat(teacher),
            seeds,
            synthesis.examplesPerCall(),
            groupSize(synthesis, teacher),
            new RequestParameters(
                teacher.fingerprint(),
                config.teacher().temperature(),
                config.teacher().topP(),
                synthesis.maximumNewTokens()),
            synthesis.seed(),
            new AxisSampler(synthesis.axes(), synthesis.seed()));
    AnswerParser parser = new AnswerParser(rules(synthesis));
    return new SynthesisInputs(
        teacher,
        template,
        planner,
        size(config, planner.groupSize()),
        synthesis.shuffleOptions() ? parser.shuffling(synthesis.seed()) : parser);
  }

  /**
   * The number of requests in a group. A teacher over the network answers each request alone, so
   * {@code groupSize} has no effect.
   */
  private static int groupSize(SynthesisConfig synthesis, Teacher teacher) {
    return teacher instanceof RemoteTeacher ? 1 : synthesis.groupSize();
  }

  private static WaveSize size(RunConfig config, int groupSize) {
    SynthesisConfig synthesis = config.synthesis();
    int asked = config.split().wanted();
    return synthesis.maximumRequests().isPresent()
        ? new WaveSize(
            asked, synthesis.questionsPerCall(), groupSize, synthesis.maximumRequests().getAsInt())
        : WaveSize.withoutLimit(asked, synthesis.questionsPerCall(), groupSize);
  }

  private static EnumSet<SynthesisConfig.Rule> rules(SynthesisConfig synthesis) {
    EnumSet<SynthesisConfig.Rule> rules = EnumSet.noneOf(SynthesisConfig.Rule.class);
    rules.addAll(synthesis.rules());
    return rules;
  }
}
