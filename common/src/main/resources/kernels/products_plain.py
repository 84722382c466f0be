  # Products with weights as they are in the file, or widened when they are used.

  def product(self: __torch__.Kernels, x: Tensor, weight: ${matrix}, bias: Tensor) -> Tensor:
    return self.projected(x, weight, bias)

  # y + x W.
  def added(self: __torch__.Kernels, y: Tensor, x: Tensor, weight: ${matrix}) -> Tensor:
    return y + torch.linear(x, self.in_type(weight))

  # A head that must be widened is widened in blocks, since it is the largest matrix of all.
  def head_product(self: __torch__.Kernels, n: Tensor, head: ${matrix}) -> Tensor:
    if head.dtype == n.dtype:
      y = torch.linear(n, head)
    else:
      parts = annotate(List[Tensor], [])
      for block in torch.split(head, 16384):
        _0 = torch.append(parts, torch.linear(n, self.in_type(block)))
      y = torch.cat(parts, -1)
    return y
