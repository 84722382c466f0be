  # The search for vectors that are alike. B new vectors, N others, D dimensions, M pairs.

  # The places [M, 2] in x [B, D] and in others [N, D] of pairs whose product is at least the bound.
  def alike(self: __torch__.Kernels, x: Tensor, others: Tensor, bound: float) -> Tensor:
    return torch.nonzero(torch.linear(x, others) >= bound)

  # The place [B] in others [N, D] of the largest product with each row of x [B, D].
  def nearest(self: __torch__.Kernels, x: Tensor, others: Tensor) -> Tensor:
    return torch.argmax(torch.linear(x, others), -1)
