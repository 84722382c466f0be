package org.wordsight.model.architecture;

import java.util.List;

/**
 * The names of a family's modules and tensors in releases of transformers. Since 4.52, the parts of
 * vision models are under one more level.
 *
 * @param layersBefore the text before a decoder layer's number, up to 4.51 and in published
 *     checkpoints
 * @param layersSince the same since 4.52
 * @param visionSharesLastNames whether modules of the vision part have the projections' last names;
 *     a list of last names would then adapt them too
 * @param renamed the beginnings of tensors' names that differ; the first that fits counts
 */
public record ModuleNames(
    String layersBefore, String layersSince, boolean visionSharesLastNames, List<Renamed> renamed) {
  /** Two beginnings of names with the same meaning. */
  public record Renamed(String before, String since) {}

  public ModuleNames {
    renamed = List.copyOf(renamed);
  }

  /** The names of a family that no release has changed. */
  public static ModuleNames unchanged(String layers) {
    return new ModuleNames(layers, layers, false, List.of());
  }
}
