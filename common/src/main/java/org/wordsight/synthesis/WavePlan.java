package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * A wave with the planner that makes its groups. It travels to whoever needs a group.
 *
 * @param planner as it was when the wave was planned
 */
public record WavePlan(Planner planner, PlannedWave wave) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One group of the wave. */
  public PlannedGroup group(int number) {
    return planner.group(wave, number);
  }

  /** The hash of everything that decides the wave's requests. */
  public String hash() {
    return planner.hash(wave);
  }
}
