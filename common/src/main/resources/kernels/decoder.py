  # The decoder of the Llama family: RMS norm, rotary positions, grouped-query attention, SwiGLU.
  #
  # B rows, T positions, D hidden, I intermediate, H heads, K key-value heads, G heads of one
  # key-value head, E head width, R rank, V vocabulary, N chosen positions.
  #
  # w, a layer's weights: 0 norm before attention [D], 1 query-key-value [(H + 2K)E, D], 2 its bias
  # (empty where there is none), 3 attention output [D, HE], 4 norm before the feed-forward part [D],
  # 5 gate and up [2I, D], 6 down [D, I]. Norms are float32, the rest of any type.
  # low, a layer's low-rank part: 0 the factor; then, if there is one, A [R, in] and B [out, R] of
  # the projections query, key, value, output, gate, up, down; then, if there is dropout, what each
  # keeps of its input [B, T, in] (1 or 0).
  # mask: what a position must not see is -inf, else 0; empty: plain causal attention.
  # Arithmetic is of type ${activation}; norms, angles, softmax and low-rank parts are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return self.in_type(torch.rms_norm(x.float(), [x.size(-1)], weight, ${epsilon}))

  def projected(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    w = self.in_type(weight)
    if torch.numel(bias) == 0:
      y = torch.linear(x, w)
    else:
      y = torch.linear(x, w, self.in_type(bias))
    return y

  # Adds the low-rank part of one projection to what its weights gave.
  def adapted(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], projection: int) -> Tensor:
    if len(low) > 1:
      kept = x.float()
      if len(low) > 15:
        kept = kept * low[15 + projection]
      delta = torch.linear(torch.linear(kept, low[1 + 2 * projection]), low[2 + 2 * projection])
      y = self.in_type(y + delta * low[0])
    return y

  # x [B, heads, T, E]: the halves of a head are the two coordinates of its rotations.
  def rotated(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves = torch.chunk(x, 2, -1)
    turned = torch.cat([torch.neg(halves[1]), halves[0]], -1)
    return self.in_type(x * cos + turned * sin)

  # Normed input [B, T, D] to queries [B, H, T, E], keys and values [B, K, T, E].
  def heads(self: __torch__.Kernels, n: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], low: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    b = n.size(0)
    t = n.size(1)
    joined = self.projected(n, w[1], w[2])
    parts = torch.split_with_sizes(joined, [${heads} * ${headSize}, ${keyValueHeads} * ${headSize}, ${keyValueHeads} * ${headSize}], -1)
    q = self.adapted(parts[0], n, low, 0).view([b, t, ${heads}, ${headSize}]).transpose(1, 2)
    k = self.adapted(parts[1], n, low, 1).view([b, t, ${keyValueHeads}, ${headSize}]).transpose(1, 2)
    v = self.adapted(parts[2], n, low, 2).view([b, t, ${keyValueHeads}, ${headSize}]).transpose(1, 2)
    return (self.rotated(q, cos, sin), self.rotated(k, cos, sin), v)

  # Many queries at once. Keys and values are repeated for their group: that keeps the fused kernel.
  def attended(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    if ${heads} != ${keyValueHeads}:
      k = torch.repeat_interleave(k, ${heads} // ${keyValueHeads}, 1)
      v = torch.repeat_interleave(v, ${heads} // ${keyValueHeads}, 1)
    if torch.numel(mask) == 0:
      o = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    else:
      o = torch.scaled_dot_product_attention(q, k, v, torch.to(mask, ${activation}), 0., False)
    return torch.reshape(o.transpose(1, 2), [q.size(0), q.size(2), ${heads} * ${headSize}])

  # The same for short rows that learn, as plain products: the exponential of the fused kernel is a
  # few times less exact, which Adam's first steps feel where a gradient is close to nothing.
  def exactly_attended(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    b = q.size(0)
    t = q.size(2)
    if ${heads} != ${keyValueHeads}:
      k = torch.repeat_interleave(k, ${heads} // ${keyValueHeads}, 1)
      v = torch.repeat_interleave(v, ${heads} // ${keyValueHeads}, 1)
    later = torch.triu(torch.ones([t, t], dtype=11, device=q.device), 1)
    scores = torch.matmul(q, k.transpose(2, 3)).float() * ${scale}
    weights = torch.softmax(torch.masked_fill(scores, later, -inf), -1)
    o = torch.matmul(self.in_type(weights), v)
    return torch.reshape(o.transpose(1, 2), [b, t, ${heads} * ${headSize}])

  # From attention's heads, joined, to the layer's output.
  def finished(self: __torch__.Kernels, x: Tensor, o: Tensor, w: List[Tensor], low: List[Tensor]) -> Tensor:
    h = x + self.adapted(torch.linear(o, self.in_type(w[3])), o, low, 3)
    n = self.normed(h, w[4])
    parts = torch.chunk(torch.linear(n, self.in_type(w[5])), 2, -1)
    gate = self.adapted(parts[0], n, low, 4)
    up = self.adapted(parts[1], n, low, 5)
    m = torch.silu(gate) * up
    return h + self.adapted(torch.linear(m, self.in_type(w[6])), m, low, 6)

  # A layer over whole rows, nothing remembered.
  def layer(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, w: List[Tensor], low: List[Tensor]) -> Tensor:
    q, k, v, = self.heads(self.normed(x, w[0]), cos, sin, w, low)
    if x.size(1) < 256 and torch.numel(mask) == 0:
      o = self.exactly_attended(q, k, v)
    else:
      o = self.attended(q, k, v, mask)
    return self.finished(x, o, w, low)

  # Token ids [B, T] to embeddings [B, T, D].
  def embedded(self: __torch__.Kernels, table: Tensor, ids: Tensor) -> Tensor:
    return self.in_type(torch.embedding(table, ids))

  # The same of a table that holds bfloat16's bits, which travel as float16.
  def embedded_bits(self: __torch__.Kernels, table: Tensor, ids: Tensor) -> Tensor:
    return self.in_type(torch.view_copy(torch.embedding(table, ids), dtype=15))

  # Hidden states [N, D] to logits [N, V], always float32. A head that must be widened is so in
  # blocks: it is the largest matrix of all.
  def logits(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: Tensor) -> Tensor:
    n = self.normed(x, norm)
    if head.dtype == n.dtype:
      y = torch.linear(n, head)
    else:
      parts = annotate(List[Tensor], [])
      for block in torch.split(head, 16384):
        _0 = torch.append(parts, torch.linear(n, self.in_type(block)))
      y = torch.cat(parts, -1)
    return y.float()

  # The negative log-likelihood [N] of each position's label [N].
  def target_losses(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: Tensor, labels: Tensor) -> Tensor:
    return torch.cross_entropy_loss(self.logits(x, norm, head), labels, None, 0)

  # The inverse frequencies of rotary positions, before any scaling.
  def frequencies(self: __torch__.Kernels, like: Tensor) -> Tensor:
    exponents = torch.arange(0, ${headSize}, 2, dtype=6, device=like.device) / ${headSize}
    return torch.reciprocal(torch.pow(${theta}, exponents))

  # positions [axes, B, T], axes [E/2] (which axis turns which frequency) to two [B, 1, T, E].
  def rotations(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    turned = torch.permute(torch.index_select(positions, 0, axes), [1, 2, 0])
    angles = turned.float() * frequencies
    doubled = torch.cat([angles, angles], -1).unsqueeze(1)
    return (torch.cos(doubled), torch.sin(doubled))

  # Hidden states [B, T, D] at indices [N] of B * T.
  def at(self: __torch__.Kernels, x: Tensor, indices: Tensor) -> Tensor:
    return torch.index_select(torch.reshape(x, [-1, x.size(-1)]), 0, indices)

  # x [N, D] with values, joined to [M, D], at indices [M] of N.
  def replaced(self: __torch__.Kernels, x: Tensor, indices: Tensor, values: List[Tensor]) -> Tensor:
    return torch.index_copy(x, 0, indices, self.in_type(torch.cat(values, 0)))
