package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;

/** The demo's teacher on the first group of the demo's plan, compared with transformers. */
final class DemoGenerationBenchmark implements SpeedBenchmark {
  private static final int WARM_UPS = 1;

  @Override
  public String name() {
    return "demo-generation";
  }

  @Override
  public String summary() {
    return "the demo's teacher on a group of its plan, new tokens/s, beside transformers";
  }

  @Override
  public void run(BenchSession session) {
    Path home = Path.of(System.getProperty("wordsight.home", ""));
    RunConfig config = RunFile.load(home.resolve("conf/demo.yaml"), List.of()).config();
    SynthesisInputs inputs = SynthesisInputs.read(config, Teachers.of(config));
    PlannedGroup group = inputs.planner().wave(0, 0, 0, config.synthesis().groupSize()).get(0);
    RequestParameters parameters = inputs.planner().parameters();
    List<GenerationRequest> requests =
        group.requests().stream()
            .map(
                request ->
                    new GenerationRequest(
                        group.prompt(),
                        List.of(),
                        parameters.maximumNewTokens(),
                        new Sampling(
                            parameters.temperature(), parameters.topP(), request.samplingSeed()),
                        List.of()))
            .toList();
    Path folder = session.options().model().orElse(home.resolve("conf/demo/teacher"));
    BenchCase of =
        BenchCase.of(
            "one group of %d requests".formatted(requests.size()),
            "new tokens/s, reading the prompt included",
            Map.of("batch", requests.size(), "temperature", parameters.temperature()));
    try (LoadedModel model = BenchModel.load(folder, session.options(), Purpose.ANSWER);
        TextGenerator generator = new TextGenerator(model)) {
      session.ours(
          of,
          WARM_UPS,
          () -> generator.generate(requests).stream().mapToLong(a -> a.ids().length).sum());
    }
    Map<String, Object> work =
        Map.of(
            "case", of.name(),
            "prompts", requests.stream().map(GenerationRequest::prompt).toList(),
            "new_tokens", parameters.maximumNewTokens(),
            "temperature", parameters.temperature(),
            "top_p", parameters.topP());
    session.peer(
        "generation.py",
        List.of(of),
        Map.of("model", folder.toAbsolutePath().toString(), "work", List.of(work), "warm_ups", 1));
  }
}
