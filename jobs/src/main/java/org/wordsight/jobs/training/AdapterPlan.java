package org.wordsight.jobs.training;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.config.RunConfig;

/**
 * An adapter that the run file asks for.
 *
 * @param id {@code student-teacher-size}, with {@code -control} at the end for the control; the id
 *     depends on the run file alone, and no code takes facts from it
 * @param trainSize the number of training samples, the first in their nested order
 * @param control whether the adapter learns from shuffled answers
 */
public record AdapterPlan(String id, int trainSize, boolean control) {

  /**
   * One adapter for each subset. Where the run file asks for a control, one more for the largest
   * subset.
   */
  public static List<AdapterPlan> of(RunConfig config) {
    String prefix = config.models().student().name() + "-" + config.teacher().name() + "-";
    List<AdapterPlan> plans = new ArrayList<>();
    for (int size : config.split().subsets()) {
      plans.add(new AdapterPlan(fileName(prefix + size), size, false));
    }
    if (config.training().shuffledControl()) {
      int size = plans.get(plans.size() - 1).trainSize();
      plans.add(new AdapterPlan(fileName(prefix + size + "-control"), size, true));
    }
    return plans;
  }

  private static String fileName(String id) {
    return id.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** The name of the publication of the steps' batches, which are known before training. */
  public String planPart() {
    return "train-plan-" + id;
  }

  /** The name of the publication of the adapter's rows. */
  public String part() {
    return "train-" + id;
  }
}
