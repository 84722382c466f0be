  # Attention's forward pass by the flash kernel, which is twice as fast as the memory-efficient one,
  # and takes grouped heads. It takes 16-bit numbers only, and heads of at most 256 numbers, a multiple
  # of 8. Backward takes multiples of 8 too. q [1, M, H, E], k and v [N, KE].
  def fused(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    if ${headSize} <= 256:
      keys = k.view([-1, ${keyValueHeads}, ${headSize}])
      values = v.view([-1, ${keyValueHeads}, ${headSize}])
      o, l, _0, _1, _2, = torch._flash_attention_forward(q[0], keys, values, segments[0], segments[1], sizes[0], sizes[1], 0., True, False, scale=${scale})
      result = (o.unsqueeze(0), [self.padded(l, segments)])
    else:
      result = self.efficient(q, self.for_heads(k), self.for_heads(v), sizes, segments)
    return result

  # The logarithms of the sums of exponentials [H, M] in the form that the memory-efficient kernel's
  # backward takes: each row's alone, with infinity behind them [rows, H, P].
  def padded(self: __torch__.Kernels, l: Tensor, segments: List[Tensor]) -> Tensor:
    rows = segments[0].size(0) - 1
    all = torch.index_select(torch.constant_pad_nd(l, [0, 1], inf), 1, segments[2])
    return torch.contiguous(all.view([l.size(0), rows, -1]).transpose(0, 1))
