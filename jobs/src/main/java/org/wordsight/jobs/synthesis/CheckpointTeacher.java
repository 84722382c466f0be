package org.wordsight.jobs.synthesis;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.config.ModelConfig;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.grammar.AnswerGrammar;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.model.CheckpointFingerprint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.GroupTeacher;

/**
 * A teacher that is a checkpoint: its own ({@code local}) or the student's ({@code self}). The
 * checkpoint runs on the device of the Spark task that asks. A prompt is one user turn in the
 * checkpoint's own chat template.
 *
 * @param name the teacher's name in tables
 * @param gpuBudgetBytes memory for answers on a GPU; 0 takes most of the free memory
 * @param form the form that answers must have
 */
public record CheckpointTeacher(
    String name, ModelConfig config, long gpuBudgetBytes, AnswerGrammar form)
    implements GroupTeacher {
  private static final long serialVersionUID = 1L;

  /** A teacher whose answers may have any form. */
  public CheckpointTeacher(String name, ModelConfig config, long gpuBudgetBytes) {
    this(name, config, gpuBudgetBytes, new AnswerGrammar.Free());
  }

  @Override
  public String model() {
    return config.name();
  }

  @Override
  public String fingerprint() {
    String checkpoint = CheckpointFingerprint.of(Inputs.folder(config), config.precision());
    return form.schema()
        .map(schema -> new Sha256().add(checkpoint).add(schema.toString()).hex())
        .orElse(checkpoint);
  }

  @Override
  public UnaryOperator<String> chat() {
    ChatTemplate template = ChatTemplate.load(Inputs.folder(config));
    return prompt -> template.prompt(List.of(Message.user(prompt)));
  }

  /**
   * Answers the group as one batch.
   *
   * @throws WordsightException if the model cannot take the prompt, or a GPU's memory is too small
   *     for it
   */
  @Override
  public List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters) {
    return ModelHolder.use(
        config, Purpose.ANSWER, model -> answers(model, requests(model, group, parameters)));
  }

  private List<GenerationRequest> requests(
      LoadedModel model, PlannedGroup group, RequestParameters parameters) {
    Optional<TokenGrammar> grammar =
        form.schema().map(schema -> HeldGrammar.of(model, schema).grammar());
    return group.requests().stream()
        .map(
            request ->
                new GenerationRequest(
                    group.prompt(),
                    List.of(),
                    parameters.maximumNewTokens(),
                    new Sampling(
                        parameters.temperature(), parameters.topP(), request.samplingSeed()),
                    List.of(),
                    grammar))
        .toList();
  }

  private List<TeacherAnswer> answers(LoadedModel model, List<GenerationRequest> requests) {
    long budget = model.backend().answerBudgetBytes(gpuBudgetBytes);
    try (TextGenerator generator = new TextGenerator(model, LoraWeights.none(), budget)) {
      return generator.generate(requests).stream().map(CheckpointTeacher::answer).toList();
    }
  }

  private static TeacherAnswer answer(Generation generation) {
    Outcome outcome =
        switch (generation.reason()) {
          case STOP -> Outcome.STOPPED;
          case LENGTH -> Outcome.LENGTH;
          case REFUSED -> throw WordsightException.input(generation.problem());
        };
    Usage usage = new Usage(generation.promptTokens(), 0, generation.ids().length);
    return new TeacherAnswer(generation.text(), outcome, usage, "");
  }
}
