  # Attention's forward pass by the memory-efficient kernel. q [1, M, H, E], k and v [N, KE].
  def fused(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    return self.efficient(q, self.for_heads(k), self.for_heads(v), sizes, segments)
