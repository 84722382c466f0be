package org.wordsight.jobs.training;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.config.RunConfig;
import org.wordsight.report.ReportData;

/**
 * An adapter that a run wants.
 *
 * @param id {@code student-teacher-size}, {@code -control} at the end of the control's; it depends
 *     on the run file alone
 * @param trainSize the first so many training samples, in their nested order
 * @param control whether it learns from shuffled answers
 */
public record AdapterPlan(String id, int trainSize, boolean control) {

  /** One adapter a subset, and the control of the largest where it is asked for. */
  public static List<AdapterPlan> of(RunConfig config) {
    String prefix = config.models().student().name() + "-" + config.teacher().name() + "-";
    List<AdapterPlan> plans = new ArrayList<>();
    for (int size : config.split().subsets()) {
      plans.add(new AdapterPlan(fileName(prefix + size), size, false));
    }
    if (config.training().shuffledControl()) {
      int size = plans.get(plans.size() - 1).trainSize();
      plans.add(new AdapterPlan(fileName(prefix + size + ReportData.CONTROL), size, true));
    }
    return plans;
  }

  private static String fileName(String id) {
    return id.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** The publication of its rows. */
  public String part() {
    return "train-" + id;
  }
}
