  # Attention of training by the memory-efficient kernels of a GPU. With one split of the keys, their
  # backward gives the same bits when it is done again; that of flash attention does not.
  #
  # q [1, M, H, E], k and v [1, N, H, E]; sizes and segments as in attention_training_gpu.py. The mask
  # of kind 2 is causal, with the last query of a row at its last key.

  # Returns [1, M, H, E] and what backward needs.
  def efficient(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    o, l, seed, offset, _0, _1, = torch._efficient_attention_forward(q, k, v, None, segments[0], segments[1], sizes[0], sizes[1], 0., 2, True, scale=${scale})
    return (o, [l])

  # The kernel takes the beginning of random numbers, and has no use for it without dropout.
  def fused_back(self: __torch__.Kernels, do: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, saved: List[Tensor], sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    none = torch.empty([0], dtype=4, device=q.device)
    dq, dk, dv, _0, = torch._efficient_attention_backward(do, q, k, v, None, o, segments[0], segments[1], sizes[0], sizes[1], saved[0], 0., none, none, 2, False, scale=${scale}, num_splits_key=1)
    return (dq, dk, dv)
