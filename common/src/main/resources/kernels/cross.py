  # The cross-attention layers of a decoder that answers. Needs decoder.py, generation.py and what
  # that needs.
  #
  # A states of an image; M of the new positions, which attend to images; other letters, w, m and
  # low as in generation.py. m[0] has the query only, and m[4] has key and value [2KE, D].
  # looking, the weights that only such a layer has: 0 and 1 norms of queries and keys [E], 2 and 3
  # gates of attention and of the feed-forward part [1].

  # Keys and values [K, A, E] of an image's states [A, D].
  def cross_heads(self: __torch__.Kernels, states: Tensor, w: List[Tensor], m: List[${matrix}], looking: List[Tensor], low: List[Tensor]) -> Tuple[Tensor, Tensor]:
    parts = torch.chunk(self.product(states, m[4], w[1]), 2, -1)
    k = self.adapted(parts[0], states, low, 1).view([-1, ${keyValueHeads}, ${headSize}])
    v = self.adapted(parts[1], states, low, 2).view([-1, ${keyValueHeads}, ${headSize}])
    return (self.normed(k, looking[1]).transpose(0, 1).contiguous(), v.transpose(0, 1).contiguous())

  # x [N, D]; indices [M]: the positions that attend to images, group by group. Other positions do
  # not change.
  # feeding [M, 1]: 0 where the feed-forward part adds nothing.
  # groups: for each group its number of positions and of images; then for each image its place
  # among keys and values, and how many of its states count. No mask is needed, since all positions
  # of a group attend to the same states.
  def cross_layer(self: __torch__.Kernels, x: Tensor, indices: Tensor, feeding: Tensor, groups: List[int], keys: List[Tensor], values: List[Tensor], w: List[Tensor], m: List[${matrix}], looking: List[Tensor], low: List[Tensor]) -> Tensor:
    chosen = torch.index_select(x, 0, indices)
    n = self.normed(chosen, w[0])
    q = self.adapted(self.product(n, m[0], w[1]), n, low, 0).view([-1, ${keyValueHeads}, ${heads} // ${keyValueHeads}, ${headSize}])
    queries = torch.permute(self.normed(q, looking[0]), [1, 2, 0, 3])
    outputs = annotate(List[Tensor], [])
    at = 0
    next = 0
    while next < len(groups):
      count = groups[next]
      images = groups[next + 1]
      next = next + 2
      ks = annotate(List[Tensor], [])
      vs = annotate(List[Tensor], [])
      for i in range(images):
        _0 = torch.append(ks, torch.narrow(keys[groups[next]], 1, 0, groups[next + 1]))
        _1 = torch.append(vs, torch.narrow(values[groups[next]], 1, 0, groups[next + 1]))
        next = next + 2
      k = ks[0]
      v = vs[0]
      if images > 1:
        k = torch.cat(ks, 1)
        v = torch.cat(vs, 1)
      o, l, = self.attention(torch.narrow(queries, 2, at, count), k, v, False)
      _2 = torch.append(outputs, torch.reshape(torch.permute(o, [2, 0, 1, 3]), [count, ${heads} * ${headSize}]))
      at = at + count
    o = torch.cat(outputs, 0)
    h = chosen + self.in_type(torch.tanh(looking[2]) * self.adapted(self.product(o, m[1], w[1]), o, low, 3))
    n = self.normed(h, w[2])
    parts = torch.chunk(self.product(n, m[2], w[1]), 2, -1)
    fed = torch.silu(self.adapted(parts[0], n, low, 4)) * self.adapted(parts[1], n, low, 5)
    down = self.adapted(self.product(fed, m[3], w[1]), fed, low, 6)
    h = h + self.in_type(torch.tanh(looking[3]) * feeding * down)
    return torch.index_copy(x, 0, indices, h)
