package org.wordsight.jobs.table;

import java.util.List;

/**
 * A logical shard of an optimiser step, known before the step is computed. A shard may have no
 * samples. The step's loss is divided by the sum of its shards' {@code target_tokens}.
 */
public record TrainPlanRow(
    String adapterId, int step, int shard, List<String> sampleIds, long tokens, long targetTokens) {
  public static final Table<TrainPlanRow> TABLE = Table.of("train_plan", 1, TrainPlanRow.class);
}
