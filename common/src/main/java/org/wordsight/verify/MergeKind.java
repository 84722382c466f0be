package org.wordsight.verify;

import java.util.Map;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.MergedWeights;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.Checkpoint;
import org.wordsight.safetensors.TensorEntry;

/** Weights with an adapter added to them, in float32. */
final class MergeKind implements Kind {
  private static final double TOLERANCE = 1e-5;

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    Adapter adapter = subject.adapter(each.text("adapter"));
    Map<String, String> keys = ReferenceCase.keys(each.value("tensors").path("weights"));
    try (Checkpoint checkpoint = Checkpoint.open(subject.checkpoint())) {
      keys.forEach(
          (name, key) -> {
            ModuleId module = LoraKind.module(adapter.layout().shape(), name);
            TensorEntry entry = checkpoint.weight(module.layer(), module.projection());
            float[] merged = checkpoint.tensors().floats(entry);
            new MergedWeights(adapter, module).addTo(merged, 0);
            checks.within("weight " + module, merged, subject.reference().floats(key), TOLERANCE);
          });
    }
  }
}
