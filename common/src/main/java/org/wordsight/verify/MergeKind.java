package org.wordsight.verify;

import java.util.Map;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.Checkpoint;
import org.wordsight.safetensors.TensorEntry;

/** Weights with an adapter added to them, in float32. */
final class MergeKind implements Kind {
  private static final double TOLERANCE = 1e-5;

  @Override
  public void compare(ReferenceCase each, Subject subject, Comparisons comparisons) {
    Adapter adapter = subject.adapter(each.text("adapter"));
    Map<String, String> keys = ReferenceCase.keys(each.value("tensors").path("weights"));
    try (Checkpoint checkpoint = Checkpoint.open(subject.checkpoint())) {
      keys.forEach(
          (name, key) -> {
            ModuleId module = LoraKind.module(checkpoint.modelType(), name);
            TensorEntry entry = checkpoint.weight(module.layer(), module.projection());
            float[] merged = checkpoint.tensors().floats(entry);
            add(adapter, module, merged);
            comparisons.within(
                "weight " + module, merged, subject.reference().floats(key), TOLERANCE);
          });
    }
  }

  private static void add(Adapter adapter, ModuleId module, float[] weight) {
    float[] a = adapter.a(module);
    float[] b = adapter.b(module);
    int inputs = adapter.layout().inputWidth(module);
    int rank = adapter.rank();
    for (int i = 0; i < weight.length; i++) {
      float sum = 0;
      for (int r = 0; r < rank; r++) {
        sum += b[i / inputs * rank + r] * a[r * inputs + i % inputs];
      }
      weight[i] += sum * (float) adapter.scale();
    }
  }
}
