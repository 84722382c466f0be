package org.wordsight.train;

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
