package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.prompt.Axis;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.PlannedGroup;

/**
 * A run's plan of requests, wave by wave. Each wave is logged before its first request is sent. A
 * continued run finds the logged waves and continues after them.
 */
public final class RequestPlan {
  private static final String LOG = "plan";

  /** The weights of each wave's axes. */
  private static final String WEIGHTS = "axes";

  private final Run run;
  private final SynthesisInputs inputs;
  private final SegmentLog<PlannedGroup> written;
  private final SegmentLog<Axis> weights;
  private final List<PlannedGroup> groups = new ArrayList<>();
  private int waves;

  public RequestPlan(Run run, SynthesisInputs inputs) {
    this.run = run;
    this.inputs = inputs;
    this.written = run.log(LOG, PlannedGroup.class);
    this.weights = run.log(WEIGHTS, Axis.class);
  }

  /** The names of the request log's segments, and of its notes of attempts, that a run plans. */
  public static Set<String> segments(Warehouse warehouse, String runId) {
    SegmentLog<PlannedGroup> log = warehouse.log(runId, LOG, PlannedGroup.class);
    Set<String> segments = new HashSet<>();
    for (String wave : log.names()) {
      for (PlannedGroup group : log.read(wave)) {
        segments.add(group.hash());
      }
    }

    return segments;
  }

  /**
   * Plans the next wave.
   *
   * @param kept questions that survive curation so far
   * @param uses the candidates so far by the values of the axes, which decide the weights
   * @return the groups of the wave; none when enough survive or the limit is reached
   * @throws WordsightException if the log has another wave in this place
   */
  public List<PlannedGroup> nextWave(int kept, List<AxisSampler.Use> uses) {
    int requests = inputs.size().next(requests(), kept);
    if (requests == 0) {
      return List.of();
    }
    AxisSampler axes = inputs.planner().axes().after(uses);
    List<PlannedGroup> wave =
        inputs.planner().withAxes(axes).wave(waves, groups.size(), requests(), requests);
    String name = "wave-%03d".formatted(waves);
    Optional<List<PlannedGroup>> before = written.whole(name);
    if (before.isPresent() && !before.get().equals(wave)) {
      throw new WordsightException(
          ExitCode.INPUT,
          "Cannot continue run %s: wave %d was planned otherwise, so the seed questions or the teacher's files have changed since. Restore them, or begin anew with another --run-id."
              .formatted(run.id(), waves));
    }
    if (before.isEmpty()) {
      if (!axes.axes().isEmpty()) {
        weights.append(name, axes.axes());
      }
      written.append(name, wave);
    }
    groups.addAll(wave);
    waves++;
    return wave;
  }

  /** The groups of all waves so far, in their order. */
  public List<PlannedGroup> groups() {
    return List.copyOf(groups);
  }

  public int waves() {
    return waves;
  }

  /** The requests of all waves so far. */
  public int requests() {
    return groups.stream().mapToInt(group -> group.requests().size()).sum();
  }
}
