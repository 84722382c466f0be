package org.wordsight.jobs.training;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.wordsight.train.CheckpointStore;
import org.wordsight.train.TrainingState;

/** Checkpoints that are saved only while the driver permits it. */
record PermittedCheckpoints(CheckpointStore store, DriversLedger ledger)
    implements CheckpointStore {

  @Override
  public Optional<TrainingState> newest() {
    return store.newest();
  }

  @Override
  public void save(TrainingState state) {
    ledger.requirePermission();
    store.save(state);
  }

  @Override
  public void saveBest(int step, FloatBuffer parameters) {
    ledger.requirePermission();
    store.saveBest(step, parameters);
  }

  @Override
  public float[] best(int step) {
    return store.best(step);
  }
}
