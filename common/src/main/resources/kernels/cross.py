  # Layers of a decoder that look at images, where it answers. Beside decoder.py, generation.py and what
  # that needs.
  #
  # A states that an image offers to look at, M of the new positions that look at images; other letters,
  # w, m and low as in generation.py, with the query alone in m[0], and 4 key and value [2KE, D].
  # looking, what such a layer has besides: 0 and 1 norms of queries and keys [E], 2 and 3 gates of
  # attention and of the feed-forward part [1].

  # Keys and values [K, A, E] of an image's states [A, D].
  def cross_heads(self: __torch__.Kernels, states: Tensor, w: List[Tensor], m: List[${matrix}], looking: List[Tensor], low: List[Tensor]) -> Tuple[Tensor, Tensor]:
    parts = torch.chunk(self.product(states, m[4], w[1]), 2, -1)
    k = self.adapted(parts[0], states, low, 1).view([-1, ${keyValueHeads}, ${headSize}])
    v = self.adapted(parts[1], states, low, 2).view([-1, ${keyValueHeads}, ${headSize}])
    return (self.normed(k, looking[1]).transpose(0, 1).contiguous(), v.transpose(0, 1).contiguous())

  # x [N, D]; indices [M]: which positions look at images, group by group; the others stay as they are.
  # feeding [M, 1]: 0 where the feed-forward part adds nothing.
  # groups: for each how many positions it has and how many images, then for each of these which of keys
  # and values, and how many of its states. No mask: all positions of a group look at the same.
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
