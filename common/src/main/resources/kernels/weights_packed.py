  # A float32 matrix [out, in] in the blocked order that oneDNN's products read.
  def packed(self: __torch__.Kernels, x: Tensor) -> ${matrix}:
    return ops.mkldnn._reorder_linear_weight(x)
