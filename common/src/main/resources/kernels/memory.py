  # Measures how fast memory is read.

  def filled(self: __torch__.Kernels, count: int) -> Tensor:
    return torch.ones([2, count // 2], dtype=6)

  def total(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.sum(torch.sum(x, [1]))
