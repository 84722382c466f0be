  # What decoders that answer have in common on all devices. Needs decoder.py, one of products_*.py,
  # and generation_cpu.py or generation_gpu.py.
  #
  # N new positions of several rows, one row after the other; n rows with one new position each; C
  # capacity of a row in the cache, S positions of the longest row so far, P positions of a prefix
  # that all rows share; D hidden, H heads, K key-value heads, G heads of one key-value head, E head
  # width, V vocabulary.

  # The rotations [N, 1, E] of positions [axes, N], for queries and keys [N, heads, E]. The halves of a
  # head are the two coordinates. The first half of sin has its sign inverted.
  def turns(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    cos, sin, = self.rotations(positions.unsqueeze(1), axes, frequencies)
    halves = torch.chunk(sin, 2, -1)
    signed = torch.cat([torch.neg(halves[0]), halves[1]], -1)
    return (cos.view([-1, 1, ${headSize}]), signed.view([-1, 1, ${headSize}]))

  # Consecutive positions of hidden states [N, D].
  def window(self: __torch__.Kernels, x: Tensor, start: int, count: int) -> Tensor:
    return torch.narrow(x, 0, start, count)

  # Chosen positions of [N, D], copied.
  def chosen(self: __torch__.Kernels, x: Tensor, positions: Tensor) -> Tensor:
    return torch.index_select(x, 0, positions)

  # The mean [D] of hidden states [N, D] after the last norm, float32.
  def mean_state(self: __torch__.Kernels, x: Tensor, norm: Tensor) -> Tensor:
    return torch.mean(self.normed(x, norm).float(), [0])

  def behind_one_another(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    return torch.cat(parts, 0)
