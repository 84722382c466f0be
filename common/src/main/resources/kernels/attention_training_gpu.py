  # Causal attention of training's layers on a GPU, over rows of unequal length, and its backward.
  # Needs attention_efficient.py and one of attention_forward_*.py.
  #
  # N tokens of all rows, one row after the other without padding; M of them are needed afterwards,
  # the last ones of each row; H heads, K key-value heads, G heads of one key-value head, E head
  # width.
  #
  # sizes: the most needed tokens and the most tokens of a row.
  # segments: 0 and 1 where each row's needed tokens, and its tokens, begin and end [rows + 1], int32;
  # 2 the needed tokens of each row, behind them M up to a multiple of 32 tokens [rows * P], int64.

  # Keys or values [N, KE] for every head: [1, N, H, E]. The parts of torch.cat are without gaps, so
  # that it copies 16 bytes at a time.
  def for_heads(self: __torch__.Kernels, x: Tensor) -> Tensor:
    y = torch.reshape(x, [-1, ${headSize}])
    if ${heads} != ${keyValueHeads}:
      copies = annotate(List[Tensor], [])
      for i in range(${heads} // ${keyValueHeads}):
        _0 = torch.append(copies, y)
      y = torch.cat(copies, 1)
    return y.view([1, -1, ${heads}, ${headSize}])

  # The gradient of keys or values [N, KE] from that of every head.
  def of_heads(self: __torch__.Kernels, dx: Tensor) -> Tensor:
    if ${heads} == ${keyValueHeads}:
      y = torch.reshape(dx, [-1, ${heads} * ${headSize}])
    else:
      groups = torch.reshape(dx, [-1, ${keyValueHeads}, ${heads} // ${keyValueHeads}, ${headSize}])
      y = torch.reshape(torch.sum(groups, [2]), [-1, ${keyValueHeads} * ${headSize}])
    return y

  # Queries [M, HE], keys and values [N, KE] to attention's heads, joined: [M, HE], and what backward
  # needs.
  def attended(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    o, saved, = self.fused(q.view([1, -1, ${heads}, ${headSize}]), k, v, sizes, segments)
    return (torch.reshape(o, [-1, ${heads} * ${headSize}]), saved)

  # The gradients of queries, keys and values.
  def attended_back(self: __torch__.Kernels, do: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, saved: List[Tensor], sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    dq, dk, dv, = self.fused_back(do.view([1, -1, ${heads}, ${headSize}]), q.view([1, -1, ${heads}, ${headSize}]), self.for_heads(k), self.for_heads(v), o.view([1, -1, ${heads}, ${headSize}]), saved, sizes, segments)
    return (torch.reshape(dq, [-1, ${heads} * ${headSize}]), self.of_heads(dk), self.of_heads(dv))
