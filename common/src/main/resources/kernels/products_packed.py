  # Products with float32 weights in oneDNN's blocked order, which it would otherwise make anew for
  # each product. With many rows, what follows a product is done while its blocks are in the cache;
  # with few, setting that up costs more than another operation.

  # x W + bias; an empty bias is none. Fewer than six rows are filled up: oneDNN's kernels for them
  # read memory more slowly.
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
