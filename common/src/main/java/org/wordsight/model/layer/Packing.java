package org.wordsight.model.layer;

/**
 * The source of the weights in products of trained layers. {@link #HELD} and {@link #EACH_TIME}
 * give the same bits, since they multiply the same copies.
 */
public enum Packing {
  /** The weights without copies. */
  NONE,
  /** Copies in the order in which a CPU multiplies fastest: one for forward, one for backward. */
  HELD,
  /** Such a copy of one matrix, made for each product and freed after it. */
  EACH_TIME
}
