package org.wordsight.teacher;

import java.util.List;
import org.wordsight.error.WordsightException;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.model.LoadedModel;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;

/** Answers a group with a loaded checkpoint, as one batch. */
public final class CheckpointWriter {
  private CheckpointWriter() {}

  /**
   * The answers to the group's requests, in their order.
   *
   * @throws WordsightException if the model cannot take the prompt
   */
  public static List<TeacherAnswer> write(
      LoadedModel model, PlannedGroup group, RequestParameters parameters) {
    List<GenerationRequest> requests =
        group.requests().stream()
            .map(request -> request(group.prompt(), request, parameters))
            .toList();
    try (TextGenerator generator = new TextGenerator(model)) {
      return generator.generate(requests).stream().map(CheckpointWriter::answer).toList();
    }
  }

  private static GenerationRequest request(
      String prompt, PlannedRequest request, RequestParameters parameters) {
    Sampling sampling =
        new Sampling(parameters.temperature(), parameters.topP(), request.samplingSeed());
    return new GenerationRequest(
        prompt, List.of(), parameters.maximumNewTokens(), sampling, List.of());
  }

  private static TeacherAnswer answer(Generation generation) {
    Outcome outcome =
        switch (generation.reason()) {
          case STOP -> Outcome.STOPPED;
          case LENGTH -> Outcome.LENGTH;
          case REFUSED -> throw WordsightException.input(generation.problem());
        };
    return new TeacherAnswer(
        generation.text(), outcome, generation.promptTokens(), generation.ids().length, 0);
  }
}
