  # The norms of training's layers on a GPU whose libtorch has no norm's gradient in one operation.

  # The RMS norm of x, and the factor [N, 1] that it multiplies by, float32.
  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    length = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
    r = torch.rsqrt(torch.add(length * length * (1. / x.size(-1)), ${epsilon}))
    return (self.normed_again(x, r, weight), r)

  def normed_again(self: __torch__.Kernels, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, ${epsilon})

  # dn is overwritten.
  def normed_back(self: __torch__.Kernels, dn: Tensor, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    g = torch.mul_(dn, weight)
    c = torch.sum(g * x, [-1], True, dtype=6) * (r * r * r) * (1. / x.size(-1))
    return torch.addcmul_(torch.mul_(g, r), x, c, value=-1.)
