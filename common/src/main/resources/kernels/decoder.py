  # The decoder of the Llama family: RMS norm, rotary positions, grouped-query attention, SwiGLU.
  #
  # B rows, T positions, D hidden, I intermediate, H heads, K key-value heads, G heads of one
  # key-value head, E head width, R rank, V vocabulary, N chosen positions.
  #
  # w, a layer's weights except its matrices: 0 norm before attention [D], 1 bias of query-key-value
  # (empty where there is none), 2 norm before the feed-forward part [D]. Norms are float32.
  # m, a layer's matrices, in the form of the products_*.py in use: 0 query-key-value [(H + 2K)E,
  # D], 1 attention output [D, HE], 2 gate and up [2I, D], 3 down [D, I].
  # low, a layer's low-rank part: 0 the factor; then, if there is an adapter, A [R, in] and B [out,
  # R] of the projections query, key, value, output, gate, up, down.
  # Arithmetic is of type ${activation}; norms, angles, softmax and low-rank parts are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    f = x.float()
    r = torch.rsqrt(torch.linalg_vecdot(f, f).unsqueeze(-1) * (1. / x.size(-1)) + ${epsilon})
    return self.in_type(torch.mul_(f * r, weight))

  def projected(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    w = self.in_type(weight)
    if torch.numel(bias) == 0:
      y = torch.linear(x, w)
    else:
      y = torch.linear(x, w, self.in_type(bias))
    return y

  # Adds the low-rank part of one projection to the product of its weights.
  def adapted(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], projection: int) -> Tensor:
    if len(low) > 1:
      delta = torch.linear(torch.linear(x.float(), low[1 + 2 * projection]), low[2 + 2 * projection])
      y = self.in_type(y + delta * low[0])
    return y

  # Token ids [N] to embeddings [N, D].
  def embedded(self: __torch__.Kernels, table: Tensor, ids: Tensor) -> Tensor:
    return self.in_type(torch.embedding(table, ids))

  # The same of a table with bfloat16's bits, which Java names float16.
  def embedded_bits(self: __torch__.Kernels, table: Tensor, ids: Tensor) -> Tensor:
    return self.in_type(torch.view_copy(torch.embedding(table, ids), dtype=15))

  # The inverse frequencies of rotary positions, before any scaling.
  def frequencies(self: __torch__.Kernels, like: Tensor) -> Tensor:
    exponents = torch.arange(0, ${headSize}, 2, dtype=6, device=like.device) / ${headSize}
    return torch.reciprocal(torch.pow(${theta}, exponents))

  # positions [axes, B, T], axes [E/2] (the axis of each frequency) to two [B, 1, T, E].
  def rotations(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    turned = torch.permute(torch.index_select(positions, 0, axes), [1, 2, 0])
    angles = turned.float() * frequencies
    doubled = torch.cat([angles, angles], -1).unsqueeze(1)
    return (torch.cos(doubled), torch.sin(doubled))

  # x [N, D] with its positions [M] of N replaced by values, which are joined to [M, D].
  def replaced(self: __torch__.Kernels, x: Tensor, indices: Tensor, values: List[Tensor]) -> Tensor:
    return torch.index_copy(x, 0, indices, self.in_type(torch.cat(values, 0)))
