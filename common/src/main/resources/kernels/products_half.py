  # Products of float32 with weights held as float16. Each weight is widened as it is read, so that
  # half the bytes are read and the arithmetic is float32. A matrix has three parts: FBGEMM's form
  # of it; the power of two that its elements must be multiplied by (it may multiply an input or a
  # product instead, which is exact too); and oneDNN's form in float32, which is faster with many
  # rows, or an empty tensor.

  def many(self: __torch__.Kernels, x: Tensor, wide: Tensor) -> bool:
    return x.size(0) >= 32 and wide.size(0) > 0

  # x W + bias; an empty bias counts as none.
  def product(self: __torch__.Kernels, x: Tensor, matrix: ${matrix}, bias: Tensor) -> Tensor:
    weight, scale, wide, = matrix
    if self.many(x, wide):
      y = ops.mkldnn._linear_pointwise(x, wide, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = ops.quantized.linear_dynamic_fp16(x * scale, weight)
    if torch.numel(bias) > 0:
      _0 = torch.add_(y, bias)
    return y

  # y + x W.
  def added(self: __torch__.Kernels, y: Tensor, x: Tensor, matrix: ${matrix}) -> Tensor:
    weight, scale, wide, = matrix
    if self.many(x, wide):
      z = ops.mkldnn._linear_pointwise(x, y, wide, None, "add")
    else:
      z = torch.add(y, ops.quantized.linear_dynamic_fp16(x, weight), alpha=scale)
    return z

  def head_product(self: __torch__.Kernels, n: Tensor, head: ${matrix}) -> Tensor:
    return self.product(n, head, torch.narrow(n.view([-1]), 0, 0, 0))
