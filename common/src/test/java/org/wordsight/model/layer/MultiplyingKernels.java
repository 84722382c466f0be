package org.wordsight.model.layer;

import java.util.HashMap;
import java.util.Map;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;

/** The kernels that multiply, for tests of matrices in every form. */
public final class MultiplyingKernels {
  private MultiplyingKernels() {}

  /** Kernels with {@code product}, {@code added} and {@code head_product} of this form. */
  public static Kernels load(Products products) {
    Map<String, String> constants =
        new HashMap<>(RandomDecoder.SMALL.constants(ActivationType.FLOAT32));
    constants.putAll(products.constants());
    return Kernels.load(Device.CPU, constants, "decoder.py", products.resource());
  }
}
