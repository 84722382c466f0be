package org.wordsight.model.layer;

/**
 * Where products of trained layers get their weights from. {@link #HELD} and {@link #EACH_TIME}
 * give the same bits, since they multiply the same copies.
 */
public enum Packing {
  /** The weights as they are. */
  NONE,
  /** Copies in the order in which a CPU multiplies fastest: one for forward, one for backward. */
  HELD,
  /** Such a copy of one matrix, made for each product and freed after it. */
  EACH_TIME
}
