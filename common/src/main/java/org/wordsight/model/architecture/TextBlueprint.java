package org.wordsight.model.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.vision.PillowRelease;

/** A model that is only a decoder. */
public record TextBlueprint(String modelType, DecoderConfig decoder) implements Blueprint {
  private static final DecoderNames NAMES = new DecoderNames("model.");

  @Override
  public DecoderNames names(Set<String> present) {
    return NAMES;
  }

  @Override
  public Map<String, List<Long>> tensors(Set<String> present) {
    return NAMES.expected(decoder);
  }

  @Override
  public PromptReader promptReader(WeightLoader weights, Backend backend, PillowRelease pillow) {
    return new TextPrompts();
  }
}
