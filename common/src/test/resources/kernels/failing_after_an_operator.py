  # Calls an operator, and then fails in an operation of libtorch. Needs operators_own.py.
  def fails(self: __torch__.Kernels, x: Tensor, tokens: Tensor, channels: Tensor) -> Tensor:
    return torch.add(self.kept(x, tokens, channels), torch.ones([7, 5]))
