  # Products with float32 weights in oneDNN's blocked order, which it would otherwise make anew for
  # each product. With many rows, what follows a product is done while its blocks are in the cache;
  # with few, setting that up costs more than another operation.

  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.numel(bias) == 0:
      y = ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
    return y

  # y + x W.
  def added(self: __torch__.Kernels, y: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    if x.size(0) < 32:
      z = y + ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
    else:
      z = ops.mkldnn._linear_pointwise(x, y, weight, None, "add")
    return z

  def head_product(self: __torch__.Kernels, n: Tensor, head: Tensor) -> Tensor:
    return self.product(n, head, torch.narrow(n.view([-1]), 0, 0, 0))
