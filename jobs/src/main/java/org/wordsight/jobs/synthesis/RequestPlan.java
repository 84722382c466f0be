package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.SegmentLog;
import org.wordsight.prompt.Axis;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.PlannedWave;
import org.wordsight.synthesis.Planner;
import org.wordsight.synthesis.WavePlan;
import org.wordsight.teacher.RemoteTeacher;

/**
 * A run's plan of requests, wave by wave. Each wave is logged before its first request is sent, and
 * its end before its answers are read. A continued run finds the logged waves and continues after
 * them. A wave is a few numbers and a hash of everything that decides its requests.
 */
public final class RequestPlan {
  /** The share of requests beyond the needed ones, where requests are sent one by one. */
  private static final double MORE_THAN_NEEDED = 0.03;

  /** A wave in the log. */
  record Planned(PlannedWave wave, String hash) {}

  /** The weights of each wave's axes. */
  private static final String WEIGHTS = "axes";

  private final Run run;
  private final SynthesisInputs inputs;
  private final SegmentLog<Planned> planned;
  private final WaveEnds ends;
  private final OlderPlan older;
  private final List<WavePlan> waves = new ArrayList<>();
  private final SegmentLog<Axis> weights;

  public RequestPlan(Run run, SynthesisInputs inputs) {
    this.run = run;
    this.inputs = inputs;
    this.planned = run.log("waves", Planned.class);
    this.ends = new WaveEnds(run, "wave-ends");
    this.older = new OlderPlan(run);
    this.weights = run.log(WEIGHTS, Axis.class);
  }

  /**
   * Plans the next wave.
   *
   * @param kept questions that survive curation so far
   * @param uses the candidates so far by the values of the axes, which decide the weights
   * @return absent when enough survive or the limit is reached
   * @throws WordsightException if the log has another wave in this place
   */
  public Optional<WavePlan> next(int kept, List<AxisSampler.Use> uses) {
    int needed = inputs.size().next(requests(), kept);
    if (needed == 0) {
      return Optional.empty();
    }
    Planner planner = inputs.planner().withAxes(inputs.planner().axes().after(uses));
    int groups = waves.isEmpty() ? 0 : last().endGroup();
    PlannedWave wave =
        new PlannedWave(
            waves.size(), groups, requests(), needed + more(needed), planner.groupSize(), needed);
    WavePlan plan = new WavePlan(planner, wave);
    log(plan);
    waves.add(plan);
    return Optional.of(plan);
  }

  private int more(int needed) {
    boolean oneByOne = inputs.teacher() instanceof RemoteTeacher;
    int room = inputs.size().limit() - requests() - needed;
    return oneByOne ? Math.min(room, (int) (MORE_THAN_NEEDED * needed)) : 0;
  }

  private PlannedWave last() {
    return waves.get(waves.size() - 1).wave();
  }

  private void log(WavePlan plan) {
    Planned wave = new Planned(plan.wave(), plan.hash());
    String name = WaveEnds.name(wave.wave());
    Optional<List<Planned>> before = planned.whole(name);
    boolean otherwise =
        before.isPresent() ? !before.get().equals(List.of(wave)) : !older.agrees(plan);
    if (otherwise) {
      throw new WordsightException(
          ExitCode.INPUT,
          "Cannot continue run %s: wave %d was planned otherwise, so the seed questions, the teacher's files or the version of Wordsight have changed since. Restore them, or begin a new run with another --run-id, which uses the logged answers again."
              .formatted(run.id(), wave.wave().number()));
    }
    if (before.isEmpty()) {
      List<Axis> axes = plan.planner().axes().axes();
      if (!axes.isEmpty()) {
        weights.append(name, axes);
      }
      planned.append(name, List.of(wave));
    }
  }

  /** All waves so far, in their order. */
  public List<WavePlan> waves() {
    return List.copyOf(waves);
  }

  /** The drawn values of the axes for the request of this ordinal. */
  public Map<String, String> axes(int ordinal) {
    for (WavePlan plan : waves) {
      PlannedWave wave = plan.wave();
      if (ordinal < wave.endOrdinal()) {
        return plan.planner().axes().draw(wave.groupOf(ordinal));
      }
    }
    throw new IllegalArgumentException("request " + ordinal + " is not planned");
  }

  /** How the waves ended. */
  public WaveEnds ends() {
    return ends;
  }

  /** The requests of all waves so far. */
  public int requests() {
    return waves.isEmpty() ? 0 : last().endOrdinal();
  }
}
