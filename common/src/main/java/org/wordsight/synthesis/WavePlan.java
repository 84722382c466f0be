package org.wordsight.synthesis;

/**
 * A wave with the planner that makes its groups.
 *
 * @param planner the planner at the time when the wave was planned
 */
public record WavePlan(Planner planner, PlannedWave wave) implements GroupPlan {
  private static final long serialVersionUID = 1L;

  @Override
  public RequestParameters parameters() {
    return planner.parameters();
  }

  @Override
  public PlannedGroup group(int number) {
    return planner.group(wave, number);
  }

  @Override
  public String hash() {
    return planner.hash(wave);
  }
}
