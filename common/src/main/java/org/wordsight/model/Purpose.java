package org.wordsight.model;

import org.wordsight.model.layer.Products;
import org.wordsight.tensor.Device;

/** What a model is loaded for: its weights are held in the form that suits it. */
public enum Purpose {
  /**
   * Forward passes alone. On the CPU, matrices of 16-bit numbers stay so, and float32 ones are held
   * in oneDNN's blocked order.
   */
  ANSWER,
  /** Passes that gradients go back through too, which needs weights in plain order. */
  LEARN;

  /**
   * The form of the language part's matrices.
   *
   * @param half whether they are stored in 16 bits
   */
  Products products(Precision precision, Device device, boolean half) {
    if (this == LEARN || device.isGpu()) {
      return Products.PLAIN;
    }
    boolean narrow = half || precision != Precision.FLOAT32;
    if (narrow && Products.HALF.isSupported()) {
      return Products.HALF;
    }
    return precision == Precision.FLOAT32 ? Products.PACKED : Products.PLAIN;
  }
}
