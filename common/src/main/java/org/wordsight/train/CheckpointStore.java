package org.wordsight.train;

import java.util.Optional;

/** Where a run's state survives the process. */
public interface CheckpointStore {

  /**
   * The newest state saved whole, if any.
   *
   * @throws org.wordsight.error.WordsightException if it belongs to another run or is damaged
   */
  Optional<TrainingState> newest();

  /** Saves a state so that it is there whole or not at all, and drops older ones. */
  void save(TrainingState state);

  /** Remembers nothing: for runs that are not continued. */
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
