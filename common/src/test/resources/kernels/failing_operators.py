  # Operators of numbers that no kernel takes, float64. Needs operators_own.py with that type.
  def kept_in_doubles(self: __torch__.Kernels, x: Tensor, tokens: Tensor, channels: Tensor) -> Tensor:
    return self.kept(torch.to(x, 7), tokens, channels)

  # Fails afterwards in an operation of libtorch, too.
  def fails(self: __torch__.Kernels, x: Tensor, tokens: Tensor, channels: Tensor) -> Tensor:
    return torch.add(self.kept_in_doubles(x, tokens, channels), torch.ones([7, 5]))
