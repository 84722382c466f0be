package org.wordsight.train;

import java.nio.FloatBuffer;
import java.util.Optional;

/** Keeps a run's state beyond the end of its process. */
public interface CheckpointStore {

  /**
   * The newest whole state, if there is one.
   *
   * @throws org.wordsight.error.WordsightException if it belongs to another run or is damaged
   */
  Optional<TrainingState> newest();

  /** Saves a state, and drops older ones. After a crash, the state is saved whole or not at all. */
  void save(TrainingState state);

  /** Saves an adapter that is the best so far. */
  default void saveBest(int step, FloatBuffer parameters) {
    throw new UnsupportedOperationException("This store keeps no best adapter");
  }

  /**
   * The adapter that was the best after a step.
   *
   * @throws org.wordsight.error.WordsightException if it is missing or damaged
   */
  default float[] best(int step) {
    throw new UnsupportedOperationException("This store keeps no best adapter");
  }

  /** Keeps nothing: for runs that are not continued. */
  static CheckpointStore none() {
    return new CheckpointStore() {
      @Override
      public Optional<TrainingState> newest() {
        return Optional.empty();
      }

      @Override
      public void save(TrainingState state) {}
    };
  }
}
