package org.wordsight.train;

import org.wordsight.exchange.Gang;

/**
 * Connects a trainer with the trainers of other workers, which train the same adapter. The worker
 * of rank 0 keeps the journal and saves checkpoints.
 *
 * @param gang of this training alone; the trainer closes it
 * @param fingerprint must be the same at all workers
 * @param held the state that this process holds of an earlier attempt, and keeps for a later one
 * @param shardOptimizer whether each worker updates one share of the adapter, and holds only this
 *     share of the moments. The bits are the same
 * @param threadsOfAnOperation on a CPU, the same number at all workers. With {@link #EQUAL_SHARES},
 *     the threads of each worker are shared among its shards
 */
public record GangLink(
    Gang gang,
    Fingerprint fingerprint,
    HeldState held,
    boolean shardOptimizer,
    int threadsOfAnOperation) {
  static final int EQUAL_SHARES = 0;

  /** Workers that each share their threads among their shards. */
  public GangLink(Gang gang, Fingerprint fingerprint, HeldState held, boolean shardOptimizer) {
    this(gang, fingerprint, held, shardOptimizer, EQUAL_SHARES);
  }
}
