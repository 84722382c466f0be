  # A matrix [out, in] as float16 and the power of two that brings it back, such that its largest
  # element lies from 2^15 to 2^16. Of float16 this is exact, and of bfloat16 too but for elements
  # below 2^-32 of the largest, which change by 2^-40 of it at most (and for matrices all of whose
  # elements are below 2^-60: what undoes the scale must be a float32). Overwrites x, which is float32.
  # Beside them, if ${both} says so, all in oneDNN's blocked order; else an empty tensor.
  def packed(self: __torch__.Kernels, x: Tensor) -> ${matrix}:
    if ${both}:
      wide = ops.mkldnn._reorder_linear_weight(x)
    else:
      wide = torch.narrow(x, 0, 0, 0).clone()
    smallest, largest, = torch.aminmax(x)
    _0, exponent, = torch.frexp(torch.maximum(torch.neg(smallest), largest))
    scale = torch.pow(2., torch.clamp(exponent, -60).item() - 16)
    return (ops.quantized.linear_prepack_fp16(torch.mul_(x, 1. / scale)), scale, wide)
