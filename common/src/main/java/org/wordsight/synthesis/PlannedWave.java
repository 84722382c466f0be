package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * A wave of the plan, in numbers only. Each of its groups is computed from its number, so that a
 * plan of any size fits in the driver.
 *
 * @param number 0 being the first
 * @param firstGroup the number of groups in earlier waves
 * @param firstOrdinal the number of requests in earlier waves
 * @param requests the number of requests in this wave
 * @param groupSize requests in a group; the last group may have fewer
 * @param needed the number of answers that end the wave; the others are cancelled then
 */
public record PlannedWave(
    int number, int firstGroup, int firstOrdinal, int requests, int groupSize, int needed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PlannedWave {
    if (requests < 1 || groupSize < 1 || needed < 1 || needed > requests) {
      throw new IllegalArgumentException(
          "%d of %d requests in groups of %d".formatted(needed, requests, groupSize));
    }
  }

  public int groups() {
    return (requests + groupSize - 1) / groupSize;
  }

  /** The number of the first group after this wave. */
  public int endGroup() {
    return firstGroup + groups();
  }

  /** The ordinal of the first request after this wave. */
  public int endOrdinal() {
    return firstOrdinal + requests;
  }

  /** The number of requests in a group of this wave. */
  public int sizeOf(int group) {
    return Math.min(groupSize, endOrdinal() - firstOrdinalOf(group));
  }

  /** The ordinal of a group's first request. */
  public int firstOrdinalOf(int group) {
    if (group < firstGroup || group >= endGroup()) {
      throw new IllegalArgumentException("group " + group + " is not in wave " + number);
    }
    return firstOrdinal + (group - firstGroup) * groupSize;
  }

  /** The group of the request with this ordinal. */
  public int groupOf(int ordinal) {
    if (ordinal < firstOrdinal || ordinal >= endOrdinal()) {
      throw new IllegalArgumentException("request " + ordinal + " is not in wave " + number);
    }
    return firstGroup + (ordinal - firstOrdinal) / groupSize;
  }

  /** The number of groups that must be answered. */
  public int neededGroups() {
    return (needed + groupSize - 1) / groupSize;
  }
}
