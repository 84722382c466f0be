package org.wordsight.jobs.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.ChatResponse;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;

/** Runs the evaluated checkpoints on the device of the Spark task, with greedy answers. */
public final class CheckpointSessions implements ModelSessions {
  private static final long serialVersionUID = 1L;

  private final long gpuBudgetBytes;

  /**
   * @param gpuBudgetBytes memory for answers on a GPU; 0 takes most of the free memory
   */
  public CheckpointSessions(long gpuBudgetBytes) {
    this.gpuBudgetBytes = gpuBudgetBytes;
  }

  @Override
  public Session open() {
    return new Checkpoints(gpuBudgetBytes);
  }

  /** Adapters stay on the device with the model, for later tasks. */
  private record Checkpoints(long gpuBudgetBytes) implements Session {
    private record Ready(Scope scope, TextGenerator generator) implements ModelHolder.Companion {
      @Override
      public void close() {
        generator.close();
        scope.close();
      }
    }

    @Override
    public List<ChatResponse> ask(EvaluatedModel evaluated, List<ChatRequest> requests) {
      return ModelHolder.use(
          evaluated.model(), Purpose.ANSWER, model -> ask(model, evaluated, requests));
    }

    private List<ChatResponse> ask(
        LoadedModel model, EvaluatedModel evaluated, List<ChatRequest> requests) {
      TextGenerator generator =
          ModelHolder.companion(Ready.class, evaluated.fingerprint(), () -> ready(model, evaluated))
              .generator();
      List<GenerationRequest> generationRequests = new ArrayList<>();
      for (ChatRequest request : requests) {
        generationRequests.add(
            new GenerationRequest(
                model.template().prompt(List.of(request.message())),
                request.images(),
                request.maximumNewTokens(),
                Sampling.greedy(),
                request.letters()));
      }
      List<Generation> generations = generator.generate(generationRequests);
      List<ChatResponse> responses = new ArrayList<>();
      for (int i = 0; i < generations.size(); i++) {
        responses.add(response(generationRequests.get(i).prompt(), generations.get(i)));
      }
      return responses;
    }

    private Ready ready(LoadedModel model, EvaluatedModel evaluated) {
      Scope scope = model.device().scope();
      try {
        LoraWeights lora = LoraWeights.none();
        if (evaluated.adapter().isPresent()) {
          LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
          Path folder = Inputs.adapter(evaluated.adapterPath());
          lora = AdapterMemory.bind(scope, PeftFolder.read(folder, shape));
        }
        return new Ready(
            scope,
            new TextGenerator(model, lora, model.backend().answerBudgetBytes(gpuBudgetBytes)));
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
    }

    private static ChatResponse response(String prompt, Generation generation) {
      return new ChatResponse(
          prompt,
          generation.text(),
          Arrays.stream(generation.logProbabilities()).boxed().toList(),
          generation.promptTokens(),
          generation.ids().length,
          generation.problem());
    }

    @Override
    public void close() {}
  }
}
