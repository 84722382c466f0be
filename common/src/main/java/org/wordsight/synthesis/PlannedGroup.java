package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.data.Sha256;

/**
 * Requests that are asked together, as one batch of the model. They show the same examples, so they
 * have the same prompt. A teacher over the network has groups of one request.
 *
 * @param number the group's place in the run's plan over all waves, 0 being the first
 * @param wave the wave that the group belongs to
 * @param seedNumbers the seed questions shown, counted from 1, in the order shown
 * @param axes the drawn value of each axis, by its name
 * @param prompt the text that the teacher receives, with the chat template
 */
public record PlannedGroup(
    int number,
    int wave,
    List<Integer> seedNumbers,
    Map<String, String> axes,
    String prompt,
    List<PlannedRequest> requests)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PlannedGroup {
    seedNumbers = List.copyOf(seedNumbers);
    // A plan that was logged before there were axes has none.
    axes = axes == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(axes));
    requests = List.copyOf(requests);
  }

  /**
   * The hash of the requests in their order. Sampled text depends on the other requests of the
   * batch, so the hash covers them all.
   */
  public String hash() {
    Sha256 hash = new Sha256();
    requests.forEach(request -> hash.add(request.id()));
    return hash.hex();
  }
}
