  # Products of float32 with weights held as float16: each is widened as it is read, so that half the
  # bytes are read and the arithmetic is float32's. A matrix is FBGEMM's form of it and the power of two
  # that its elements are to be multiplied by; multiplying an input by it instead is as exact.

  # x W + bias; an empty bias is none.
  def product(self: __torch__.Kernels, x: Tensor, matrix: ${matrix}, bias: Tensor) -> Tensor:
    weight, scale, = matrix
    y = ops.quantized.linear_dynamic_fp16(x * scale, weight)
    if torch.numel(bias) > 0:
      _0 = torch.add_(y, bias)
    return y

  # y + x W.
  def added(self: __torch__.Kernels, y: Tensor, x: Tensor, matrix: ${matrix}) -> Tensor:
    weight, scale, = matrix
    return torch.add(y, ops.quantized.linear_dynamic_fp16(x, weight), alpha=scale)

  def head_product(self: __torch__.Kernels, n: Tensor, head: ${matrix}) -> Tensor:
    weight, scale, = head
    return ops.quantized.linear_dynamic_fp16(n * scale, weight)
