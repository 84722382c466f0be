package org.wordsight.model.layer;

import java.util.Map;
import java.util.Optional;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;

/** The form in which a decoder's matrices are held. It decides how products are computed. */
public enum Products {
  /** Rows, as in the file. Gradients and GPUs need this form. */
  PLAIN("products_plain.py", Optional.empty(), "Tensor", false),
  /** Float32 in oneDNN's blocked order. */
  PACKED("products_packed.py", Optional.of("weights_packed.py"), "Tensor", false),
  /** Float16 with a power of two as a factor, widened to float32 as it is read. */
  HALF("products_half.py", Optional.of("weights_half.py"), Products.HALVES, false),
  /** {@link #HALF} for few rows, and {@link #PACKED} for many. */
  BOTH("products_half.py", Optional.of("weights_half.py"), Products.HALVES, true);

  private static final String HALVES =
      "Tuple[__torch__.torch.classes.quantized.LinearPackedParamsBase, float, Tensor]";

  private final String resource;
  private final Optional<String> layout;
  private final String matrix;
  private final boolean both;

  Products(String resource, Optional<String> layout, String matrix, boolean both) {
    this.resource = resource;
    this.layout = layout;
    this.matrix = matrix;
    this.both = both;
  }

  /** The kernels that multiply. */
  String resource() {
    return resource;
  }

  /**
   * The kernel {@code packed}, which converts a matrix into this form; absent if a matrix stays as
   * it is.
   */
  public Optional<String> layout() {
    return layout;
  }

  /**
   * Constants for the kernels that multiply or convert: the type of a matrix, and whether it is
   * held twice.
   */
  public Map<String, String> constants() {
    return Map.of("matrix", matrix, "both", both ? "True" : "False");
  }

  /** Whether products of few rows use 16-bit weights. */
  public boolean areHalf() {
    return switch (this) {
      case HALF, BOTH -> true;
      case PLAIN, PACKED -> false;
    };
  }

  /** Whether the engine supports this form on this machine's CPU. */
  public boolean isSupported() {
    if (layout.isEmpty()) {
      return true;
    }
    try (Kernels kernels = Kernels.load(Device.CPU, constants(), layout.get());
        Scope scope = Device.CPU.scope()) {
      kernels.matrix(scope, "packed", scope.floats(new float[] {1}, 1, 1));
      return true;
    } catch (RuntimeException e) {
      // The engine shows this only by failing: FBGEMM's kernels need an x86 with AVX2 and F16C.
      return false;
    }
  }
}
