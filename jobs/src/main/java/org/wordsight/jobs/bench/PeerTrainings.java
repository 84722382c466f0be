package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Precision;

/**
 * PEFT's trainings in a folder. The folder of each has the trained adapter. An adapter is read when
 * it is needed: that of a model of 8 billion weights takes 320 MiB.
 *
 * @param facts losses and gradient norms, those of other trainings under their names
 * @param initial the adapter that all began with
 */
record PeerTrainings(Path folder, Map<String, Object> facts, Adapter initial) {
  /** The name of the initial adapter's folder. */
  static final String INITIAL = "initial";

  /** The training that ours is compared with. */
  private static final String TRAINED = "trained";

  /** In bfloat16: the same with plain operations for attention. */
  private static final String EAGER = "eager";

  /** In bfloat16: the same with the weights widened to float32. */
  private static final String FLOAT32 = "float32";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> FACTS = new TypeReference<>() {};

  private static List<String> names(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> List.of(TRAINED);
      case BFLOAT16, FLOAT16 -> List.of(TRAINED, EAGER, FLOAT32);
    };
  }

  private Map<String, Object> facts(String name) {
    return name.equals(TRAINED) ? facts : JSON.convertValue(facts.get(name), FACTS);
  }

  private TrainedSide side(String name) {
    return TrainedSide.of(
        facts(name), PeftFolder.read(folder.resolve(name), initial.layout().shape()));
  }

  /** What is wrong if a loss or a gradient norm is not finite. */
  Optional<String> divergence(Precision precision) {
    for (String name : names(precision)) {
      OptionalInt step = TrainedSide.divergence(facts(name));
      if (step.isPresent()) {
        return Optional.of(
            "the peer's loss or gradient norm is not finite in step %d%s"
                .formatted(
                    step.getAsInt(),
                    name.equals(TRAINED) ? "" : " of its training \"" + name + '"'));
      }
    }
    return Optional.empty();
  }

  /** Judges our training. At most two of PEFT's adapters are in memory at a time. */
  LossComparison compare(TrainedSide ours, Precision precision) {
    TrainingDistance fromPeer = TrainingDistance.between(ours, side(TRAINED), initial);
    return switch (precision) {
      case FLOAT32 -> new LossComparison.InFloat32(fromPeer);
      case BFLOAT16, FLOAT16 ->
          new LossComparison.InBfloat16(
              fromPeer,
              TrainingDistance.between(ours, side(FLOAT32), initial),
              TrainingDistance.between(side(TRAINED), side(FLOAT32), initial),
              TrainingDistance.between(side(EAGER), side(FLOAT32), initial),
              TrainingDistance.between(side(EAGER), side(TRAINED), initial));
    };
  }
}
