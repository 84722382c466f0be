  # The norms of training's layers on a GPU by one operation each, which libtorch has from 2.9 on. They
  # compute in float32 and read each number once.

  # The RMS norm of x, and the factor [N, 1] that it multiplies by, float32.
  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    y, r, = torch._fused_rms_norm(x, [x.size(-1)], weight, ${epsilon})
    return (y, r)

  def normed_again(self: __torch__.Kernels, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    y, _0, = torch._fused_rms_norm(x, [x.size(-1)], weight, ${epsilon})
    return y

  def normed_back(self: __torch__.Kernels, dn: Tensor, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    dx, _0, = torch._fused_rms_norm_backward(dn, x, [x.size(-1)], r, weight, [True, False])
    return dx
