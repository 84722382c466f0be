package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * Groups of requests that are computed from their numbers. A plan can be sent to any process that
 * needs a group.
 */
public interface GroupPlan extends Serializable {

  /** The numbers of the groups and of their requests. */
  PlannedWave wave();

  /** The parameters of all requests. */
  RequestParameters parameters();

  /** One group of the wave. */
  PlannedGroup group(int number);

  /** The hash of everything that decides the wave's requests. */
  String hash();
}
