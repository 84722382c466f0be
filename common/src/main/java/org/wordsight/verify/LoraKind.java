package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.config.TrainingConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.architecture.Prompt;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Scope;
import org.wordsight.train.BatchPlan;
import org.wordsight.train.CheckpointStore;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;
import org.wordsight.train.Trainer;
import org.wordsight.train.TrainingExample;
import org.wordsight.train.TrainingSettings;

/** A whole LoRA run: logits before and after, first gradients, losses, norms, final weights. */
final class LoraKind implements Kind {
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final double ADAPTER_TOLERANCE = 1e-5;
  private static final int PROBED = 8;
  private static final String PEFT_PREFIX = "base_model.model.";

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    requireOurOptimiser(each);
    LoadedModel model = subject.learningModel();
    Adapter initial = subject.adapter(each.text("adapter_initial"));
    Adapter theirs = subject.adapter(each.text("adapter_final"));
    checks.equal("adapted_modules", initial.modules().size(), each.integer("adapted_modules"));
    compareLogits("logits_without", Optional.empty(), each, subject, checks);
    compareLogits("logits_initial", Optional.of(initial), each, subject, checks);
    compareLogits("logits_final", Optional.of(theirs), each, subject, checks);

    TrainingSettings settings = settings(each);
    BatchPlan plan = BatchPlan.given(examples(each), settings, steps(each));
    try (StepLedger ledger = StepLedger.inMemory()) {
      Trainer trainer =
          new Trainer(
              settings, plan, List.of(), initial, CheckpointStore.none(), plan.steps(), ledger);
      compareGradients(
          trainer.firstGradient(model.decoder()), initial.layout(), each, subject, checks);
      Adapter ours = trainer.run(model.decoder(), 0).adapter();
      List<StepRecord> records = ledger.records();
      checks.within(
          "losses",
          records.stream().mapToDouble(StepRecord::loss).toArray(),
          each.numbers("losses"),
          LOSS_TOLERANCE);
      double[] norms = each.numbers("grad_norms");
      checks.within(
          "grad_norms",
          records.stream().mapToDouble(StepRecord::gradientNorm).toArray(),
          norms,
          QuantityChecks.relativeTo(norms));
      checks.within("adapter_final", ours.values(), theirs.values(), ADAPTER_TOLERANCE);
    }
  }

  private static void requireOurOptimiser(ReferenceCase each) {
    double[] betas = each.numbers("betas");
    boolean ours =
        betas[0] == 0.9
            && betas[1] == 0.999
            && each.number("eps") == 1e-8
            && each.number("weight_decay") == 0
            && each.text("schedule").equals("linear")
            && each.json().path("lora_dropout").asDouble(0) == 0;
    if (!ours) {
      throw WordsightException.input(
          "Cannot repeat case "
              + each.name()
              + ": it was not trained with AdamW 0.9, 0.999, 1e-8,"
              + " no weight decay, a linear schedule and no dropout.");
    }
  }

  private static TrainingSettings settings(ReferenceCase each) {
    return new TrainingSettings(
        1,
        each.number("learning_rate"),
        TrainingConfig.Schedule.LINEAR,
        each.json().path("warmup_steps").asInt(0),
        each.value("steps").path(0).size(),
        1,
        1,
        each.number("max_grad_norm"),
        0,
        0);
  }

  private static List<TrainingExample> examples(ReferenceCase each) {
    List<TrainingExample> examples = new ArrayList<>();
    for (JsonNode example : each.value("examples")) {
      int[] ids = ReferenceCase.integers(example.path("input_ids"));
      int[] labels = ReferenceCase.integers(example.path("labels"));
      int first = 0;
      while (first < labels.length && labels[first] < 0) {
        first++;
      }
      for (int i = first; i < labels.length; i++) {
        if (labels[i] != ids[i]) {
          throw WordsightException.input(
              "Cannot repeat case "
                  + each.name()
                  + ": label "
                  + i
                  + " of an example is "
                  + labels[i]
                  + ", expected its own token: targets are the end of an example.");
        }
      }
      examples.add(new TrainingExample("example " + examples.size(), ids, first));
    }
    return examples;
  }

  private static List<List<Integer>> steps(ReferenceCase each) {
    List<List<Integer>> steps = new ArrayList<>();
    for (JsonNode step : each.value("steps")) {
      List<Integer> chosen = new ArrayList<>();
      step.forEach(index -> chosen.add(index.intValue()));
      steps.add(chosen);
    }
    return steps;
  }

  private static void compareLogits(
      String quantity,
      Optional<Adapter> adapter,
      ReferenceCase each,
      Subject subject,
      QuantityChecks checks) {
    LoadedModel model = subject.model();
    float[] theirs = subject.reference().floats(each.tensors().get(quantity));
    Prompt prompt = model.prompt(each.integers("probe_input_ids"));
    try (Scope scope = model.device().scope()) {
      LoraWeights lora = adapter.map(a -> AdapterMemory.bind(scope, a)).orElse(LoraWeights.none());
      float[] ours =
          new Forward(model).logits(prompt, prompt.length() - PROBED, prompt.length(), lora);
      checks.within(quantity, ours, theirs, QuantityChecks.relativeTo(theirs));
    }
  }

  private static void compareGradients(
      float[] gradient,
      AdapterLayout layout,
      ReferenceCase each,
      Subject subject,
      QuantityChecks checks) {
    Map<String, String> keys = ReferenceCase.keys(each.value("tensors").path("first_gradients"));
    keys.forEach(
        (name, key) -> {
          float[] theirs = subject.reference().floats(key);
          boolean isA = name.endsWith(".lora_A.weight");
          ModuleId module = module(layout.shape(), name);
          int start = isA ? layout.startOfA(module) : layout.startOfB(module);
          float[] ours = Arrays.copyOfRange(gradient, start, start + theirs.length);
          checks.within(
              "gradient " + module + (isA ? " A" : " B"),
              ours,
              theirs,
              QuantityChecks.relativeTo(theirs));
        });
  }

  /** The module that a key of PEFT, or of a merged weight, belongs to. */
  static ModuleId module(LanguageShape shape, String key) {
    String name =
        (key.startsWith(PEFT_PREFIX) ? key.substring(PEFT_PREFIX.length()) : key)
            .replaceFirst("(\\.lora_[AB])?\\.weight$", "");
    return KeyLayout.NEW
        .module(shape, name)
        .or(() -> KeyLayout.OLD.module(shape, name))
        .orElseThrow(
            () ->
                WordsightException.input(
                    "Cannot find module "
                        + name
                        + " in a model of type "
                        + shape.modelType()
                        + "."));
  }
}
