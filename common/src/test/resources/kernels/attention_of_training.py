  # Attention of training, forward and backward. Needs attention_training_gpu.py and what that needs.
  # Numbers are rounded first: q and do [M, HE], k and v [N, KE].

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def both_ways(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, do: Tensor, sizes: List[int], segments: List[Tensor]) -> List[Tensor]:
    q = self.in_type(q)
    k = self.in_type(k)
    v = self.in_type(v)
    o, saved, = self.attended(q, k, v, sizes, segments)
    dq, dk, dv, = self.attended_back(self.in_type(do), q, k, v, o, saved, sizes, segments)
    return [o.float(), dq.float(), dk.float(), dv.float()]
