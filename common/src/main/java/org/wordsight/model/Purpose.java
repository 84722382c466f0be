package org.wordsight.model;

import org.wordsight.model.layer.Products;
import org.wordsight.tensor.Device;

/** What a model is loaded for. It decides the form in which weights are held. */
public enum Purpose {
  /**
   * Forward passes only. On the CPU, matrices of 16-bit numbers stay as they are. Float32 matrices,
   * and those of small models, are held in oneDNN's blocked order.
   */
  ANSWER,
  /** Forward and backward passes, which need weights in plain order. */
  LEARN;

  /**
   * A model of at most so many weights is held in both forms on the CPU; the second takes 2 GiB.
   */
  static final long HELD_TWICE = 1L << 29;

  /**
   * The form of the language part's matrices.
   *
   * @param half whether they are stored in 16 bits
   * @param weights the number of their weights
   */
  Products products(Precision precision, Device device, boolean half, long weights) {
    if (this == LEARN || device.isGpu()) {
      return Products.PLAIN;
    }
    boolean narrow = half || precision != Precision.FLOAT32;
    Products halves = weights <= HELD_TWICE ? Products.BOTH : Products.HALF;
    if (narrow && halves.isSupported()) {
      return halves;
    }
    return precision == Precision.FLOAT32 ? Products.PACKED : Products.PLAIN;
  }
}
