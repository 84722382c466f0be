  # A matrix [out, in] as float16, with the power of two that its elements must be multiplied by.
  # The matrix is scaled so that its largest element is from 2^15 to 2^16. That is exact for
  # float16. For bfloat16 it is exact except for elements below 2^-32 of the largest, which change
  # by at most 2^-40 of it, and for matrices whose elements are all below 2^-60, since the inverse
  # of the scale must be a float32. x is float32 and is overwritten. If ${both} says so, the matrix
  # in oneDNN's blocked order follows; else an empty tensor.
  def packed(self: __torch__.Kernels, x: Tensor) -> ${matrix}:
    if ${both}:
      wide = ops.mkldnn._reorder_linear_weight(x)
    else:
      wide = torch.narrow(x, 0, 0, 0).clone()
    smallest, largest, = torch.aminmax(x)
    _0, exponent, = torch.frexp(torch.maximum(torch.neg(smallest), largest))
    scale = torch.pow(2., torch.clamp(exponent, -60).item() - 16)
    return (ops.quantized.linear_prepack_fp16(torch.mul_(x, 1. / scale)), scale, wide)
