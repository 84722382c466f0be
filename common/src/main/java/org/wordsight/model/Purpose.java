package org.wordsight.model;

import org.wordsight.model.layer.Products;
import org.wordsight.tensor.Device;

/** What a model is loaded for: its weights are held in the form that suits it. */
public enum Purpose {
  /**
   * Forward passes alone. On the CPU, matrices of 16-bit numbers stay so, and float32 ones, or
   * small ones too, are held in oneDNN's blocked order.
   */
  ANSWER,
  /** Passes that gradients go back through too, which needs weights in plain order. */
  LEARN;

  /** A model of so many weights is held twice on the CPU: the second form takes up to 2 GiB. */
  static final long HELD_TWICE = 1L << 29;

  /**
   * The form of the language part's matrices.
   *
   * @param half whether they are stored in 16 bits
   * @param weights how many they have
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
