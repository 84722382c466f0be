package org.wordsight.jobs.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.evaluate.Inquiry;
import org.wordsight.evaluate.Response;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;

/** The checkpoints themselves, greedy, on the task's device. */
public final class ModelRespondents implements Respondents {
  private static final long serialVersionUID = 1L;

  @Override
  public Sitting open() {
    return new Checkpoints();
  }

  /** The adapters that a task has used stay on the device until it ends or the model changes. */
  private static final class Checkpoints implements Sitting {
    private record Ready(Scope scope, TextGenerator generator) {}

    private final Map<String, Ready> ready = new HashMap<>();
    private LoadedModel last;

    @Override
    public List<Response> ask(Contestant contestant, List<Inquiry> inquiries) {
      return ModelHolder.use(
          contestant.model(), Purpose.ANSWER, model -> ask(model, contestant, inquiries));
    }

    private List<Response> ask(LoadedModel model, Contestant contestant, List<Inquiry> inquiries) {
      if (model != last) {
        close();
        last = model;
      }
      TextGenerator generator =
          ready
              .computeIfAbsent(contestant.fingerprint(), who -> ready(model, contestant))
              .generator();
      List<GenerationRequest> requests = new ArrayList<>();
      for (Inquiry inquiry : inquiries) {
        requests.add(
            new GenerationRequest(
                model.template().prompt(List.of(inquiry.message())),
                inquiry.images(),
                inquiry.maximumNewTokens(),
                Sampling.greedy(),
                inquiry.letters()));
      }
      List<Generation> generations = generator.generate(requests);
      List<Response> responses = new ArrayList<>();
      for (int i = 0; i < generations.size(); i++) {
        responses.add(response(requests.get(i).prompt(), generations.get(i)));
      }
      return responses;
    }

    private static Ready ready(LoadedModel model, Contestant contestant) {
      Scope scope = model.device().scope();
      try {
        LoraWeights lora = LoraWeights.none();
        if (contestant.adapter().isPresent()) {
          LanguageShape shape = LanguageShape.of(model.modelType(), model.decoder().config());
          Path folder = Path.of(contestant.adapterPath());
          lora = AdapterMemory.bind(scope, PeftFolder.read(folder, shape));
        }
        return new Ready(scope, new TextGenerator(model, lora));
      } catch (RuntimeException e) {
        scope.close();
        throw e;
      }
    }

    private static Response response(String prompt, Generation generation) {
      return new Response(
          prompt,
          generation.text(),
          Arrays.stream(generation.logProbabilities()).boxed().toList(),
          generation.promptTokens(),
          generation.ids().length,
          generation.problem());
    }

    @Override
    public void close() {
      for (Ready one : ready.values()) {
        one.generator().close();
        one.scope().close();
      }
      ready.clear();
    }
  }
}
