package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Topic;
import org.wordsight.exchange.VectorCopy;
import org.wordsight.lora.AdapterStart;

/**
 * Gives the members of a gang the same state. It is the newest state that a member holds, or else
 * the state of the last checkpoint, or else the initial one.
 */
final class CommonStart {
  private static final String AWAITED = "the start of training awaited it";

  private final GangLink link;
  private final Gang gang;
  private final Vectors vectors;

  CommonStart(GangLink link, Vectors vectors) {
    this.link = link;
    this.gang = link.gang();
    this.vectors = vectors;
  }

  /**
   * Refuses workers that would compute another training.
   *
   * @throws WordsightException exit code 3, the same at every worker
   */
  void requireSameWork() {
    List<byte[]> texts =
        gang.gather(Topic.AGREEMENT, link.fingerprint().text().getBytes(UTF_8), AWAITED);
    for (int rank = 1; rank < texts.size(); rank++) {
      List<String> changes =
          Fingerprint.parse(new String(texts.get(rank), UTF_8))
              .changesSince(new String(texts.get(0), UTF_8))
              .all();
      if (!changes.isEmpty()) {
        throw WordsightException.input(
            "Cannot train together: worker %d differs from worker 0: %s. Give all workers the same files and the same kind of machine."
                .formatted(rank, String.join("; ", changes)));
      }
    }
  }

  /**
   * Gives the held state of all members the same content.
   *
   * @param initial the adapter before the first step
   */
  void agree(AdapterStart initial, CheckpointStore checkpoints) {
    HeldState held = link.held();
    List<Integer> steps = gatherNumbers(held.stepsDone().orElse(-1));
    int newest = steps.stream().mapToInt(Integer::intValue).max().orElseThrow();
    if (newest >= 0) {
      copy(steps.indexOf(newest), newest, takers(steps, newest), initial);
      return;
    }
    Optional<TrainingState> saved = gang.rank() == 0 ? checkpoints.newest() : Optional.empty();
    int savedSteps = gatherNumbers(saved.map(TrainingState::stepsDone).orElse(-1)).get(0);
    if (savedSteps < 0) {
      held.replace(initial(initial), 0);
      return;
    }
    saved.ifPresent(state -> held.replace(AdapterState.of(vectors, state), savedSteps));
    Set<Integer> others = new TreeSet<>();
    for (int rank = 1; rank < gang.size(); rank++) {
      others.add(rank);
    }
    copy(0, savedSteps, others, initial);
  }

  private AdapterState initial(AdapterStart adapter) {
    return AdapterState.initial(vectors, adapter.layout().size(), adapter::read);
  }

  private static Set<Integer> takers(List<Integer> steps, int newest) {
    Set<Integer> takers = new TreeSet<>();
    for (int rank = 0; rank < steps.size(); rank++) {
      if (steps.get(rank) != newest) {
        takers.add(rank);
      }
    }
    return takers;
  }

  private void copy(int source, int steps, Set<Integer> takers, AdapterStart initial) {
    HeldState held = link.held();
    if (takers.contains(gang.rank())) {
      held.replace(initial(initial), 0);
      held.beginStep();
      VectorCopy.run(gang, source, takers, held.state().roomOnHost());
      held.state().restore();
      held.endStep(steps);
    } else {
      List<ByteBuffer> memory =
          gang.rank() == source && !takers.isEmpty() ? held.state().hostMemory() : List.of();
      VectorCopy.run(gang, source, takers, memory);
    }
  }

  /**
   * The facts of the last step, if its record was lost with the worker that should have kept it.
   *
   * @param journal of this worker; only the worker of rank 0 keeps one
   */
  Optional<StepRecord> unrecorded(StepJournal journal) {
    int steps = link.held().stepsDone().orElseThrow();
    boolean lacks = steps > 0 && journal.last().map(StepRecord::step).orElse(0) < steps;
    byte[] own = link.held().measured().map(CommonStart::bytes).orElse(new byte[0]);
    List<byte[]> facts = gang.gather(Topic.AGREEMENT, own, AWAITED);
    boolean lacking = gatherNumbers(lacks ? 1 : 0).get(0) == 1;
    return lacking
        ? facts.stream()
            .filter(bytes -> bytes.length > 0)
            .map(CommonStart::record)
            .filter(record -> record.step() == steps)
            .findFirst()
        : Optional.empty();
  }

  private static byte[] bytes(StepRecord record) {
    return StepText.of(record).getBytes(UTF_8);
  }

  private static StepRecord record(byte[] bytes) {
    try {
      return StepText.parse(new String(bytes, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Another worker's record is damaged", e);
    }
  }

  private List<Integer> gatherNumbers(int own) {
    byte[] mine = ByteBuffer.allocate(Integer.BYTES).putInt(own).array();
    List<Integer> numbers = new ArrayList<>();
    for (byte[] bytes : gang.gather(Topic.AGREEMENT, mine, AWAITED)) {
      numbers.add(ByteBuffer.wrap(bytes).getInt());
    }
    return numbers;
  }
}
