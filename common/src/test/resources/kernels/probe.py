  def scaled_sum(self: __torch__.Kernels, x: Tensor, w: List[Tensor]) -> Tensor:
    y = x
    for v in w:
      y = y + v * ${factor}
    return y

  def squared(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x * x

  def widened(self: __torch__.Kernels, bits: Tensor) -> Tensor:
    return torch.view_copy(bits, dtype=15).float()

  def put(self: __torch__.Kernels, cache: Tensor, x: Tensor, at: Tensor) -> Tensor:
    _0 = torch.copy_(torch.narrow(cache, 0, int(torch.item(at)), 1), x)
    return cache

  def halves(self: __torch__.Kernels, x: Tensor) -> Tuple[Tensor, Tensor]:
    a, b, = torch.split(x, [1, 1], -1)
    return (a, b)

  def listed(self: __torch__.Kernels, w: List[Tensor]) -> List[Tensor]:
    return w

  def as_floats(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x.float()
