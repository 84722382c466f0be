package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.Optional;
import org.wordsight.config.ModelConfig;
import org.wordsight.data.Sha256;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.model.CheckpointFingerprint;

/**
 * A model under evaluation: a checkpoint, alone or with an adapter.
 *
 * @param adapterId empty for the checkpoint alone
 * @param adapterPath the adapter's folder; empty for the checkpoint alone
 * @param fingerprint differs for different weights
 */
public record EvaluatedModel(
    ModelConfig model, String adapterId, String adapterPath, String fingerprint)
    implements Serializable {

  static EvaluatedModel base(ModelConfig model) {
    return new EvaluatedModel(
        model, "", "", CheckpointFingerprint.of(Inputs.folder(model), model.precision()));
  }

  EvaluatedModel with(AdapterRow adapter) {
    String both = new Sha256().add(fingerprint).add(adapter.sha256()).hex();
    return new EvaluatedModel(model, adapter.adapterId(), adapter.path(), both);
  }

  public Optional<String> adapter() {
    return adapterId.isEmpty() ? Optional.empty() : Optional.of(adapterId);
  }
}
