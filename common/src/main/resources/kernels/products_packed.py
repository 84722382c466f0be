  # Products with float32 weights in oneDNN's blocked order. Without it, oneDNN converts them for
  # each product. With many rows, the operation after a product is done while its blocks are in the
  # cache. With few rows, the setup of that costs more than another operation.

  # x W + bias; an empty bias counts as none. Fewer than six rows are filled up to six, since
  # oneDNN's kernels for fewer read memory more slowly.
  def product(self: __torch__.Kernels, x: Tensor, weight: ${matrix}, bias: Tensor) -> Tensor:
    n = x.size(0)
    if n < 6:
      x = torch.constant_pad_nd(x, [0, 0, 0, 6 - n])
    if torch.numel(bias) == 0:
      b = annotate(Optional[Tensor], None)
    else:
      b = annotate(Optional[Tensor], bias)
    y = ops.mkldnn._linear_pointwise(x, weight, b, "none", annotate(List[Optional[number]], []), "")
    return torch.narrow(y, 0, 0, n)

  # y + x W.
  def added(self: __torch__.Kernels, y: Tensor, x: Tensor, weight: ${matrix}) -> Tensor:
    if x.size(0) < 32:
      z = y + self.product(x, weight, x[:0])
    else:
      z = ops.mkldnn._linear_pointwise(x, y, weight, None, "add")
    return z

  def head_product(self: __torch__.Kernels, n: Tensor, head: ${matrix}) -> Tensor:
    return self.product(n, head, torch.narrow(n.view([-1]), 0, 0, 0))
