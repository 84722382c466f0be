package org.wordsight.model.architecture;

import java.util.List;

/**
 * How releases of transformers call a family's modules and tensors. Since 4.52 the parts of vision
 * models stand under one more level.
 *
 * @param layersBefore what the number of a decoder's layer follows in releases up to 4.51 and in
 *     published checkpoints
 * @param layersSince the same since 4.52
 * @param visionSharesLastNames whether modules of the vision part end as the decoder's projections
 *     do: a list of their last names would reach them too
 * @param renamed the beginnings of tensors' names that differ; the first that fits counts
 */
public record ModuleNames(
    String layersBefore, String layersSince, boolean visionSharesLastNames, List<Renamed> renamed) {
  /** Two beginnings of names that mean the same. */
  public record Renamed(String before, String since) {}

  public ModuleNames {
    renamed = List.copyOf(renamed);
  }

  /** Of a family whose names are the same in all releases. */
  public static ModuleNames unchanged(String layers) {
    return new ModuleNames(layers, layers, false, List.of());
  }
}
