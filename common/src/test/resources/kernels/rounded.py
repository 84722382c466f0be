  # A tensor in another type of numbers.
  def rounded(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})
