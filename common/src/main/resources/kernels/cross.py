  # Layers of a decoder that look at images. Loaded behind decoder.py, whose methods and letters it uses;
  # besides, M positions that look at images, A what an image offers to look at.
  #
  # w, a layer's weights: 0 norm before attention [D], 1 query [HE, D], 2 key and value [2KE, D], 3 and 4
  # norms of queries and keys [E], 5 attention output [D, HE], 6 gate of attention [1], 7 norm before the
  # feed-forward part [D], 8 gate and up [2I, D], 9 down [D, I], 10 gate of the feed-forward part [1].
  # Norms and gates are float32.

  # Keys and values [1, K, A, E] of what an image offers [A, D].
  def cross_heads(self: __torch__.Kernels, states: Tensor, w: List[Tensor], low: List[Tensor]) -> Tuple[Tensor, Tensor]:
    joined = torch.linear(self.in_type(states), self.in_type(w[2]))
    parts = torch.chunk(joined, 2, -1)
    k = self.adapted(parts[0], states, low, 1).view([1, -1, ${keyValueHeads}, ${headSize}]).transpose(1, 2)
    v = self.adapted(parts[1], states, low, 2).view([1, -1, ${keyValueHeads}, ${headSize}]).transpose(1, 2)
    return (self.normed(k, w[4]).contiguous(), v.contiguous())

  # Queries [t, H, E] over keys and values [1, K, A, E], without a mask: [t, HE]. The heads of one
  # key-value head stand one behind the other as if they were positions, so that nothing is repeated.
  def looked(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    t = q.size(0)
    folded = torch.permute(q.view([t, ${keyValueHeads}, ${heads} // ${keyValueHeads}, ${headSize}]), [1, 2, 0, 3])
    folded = torch.reshape(folded, [1, ${keyValueHeads}, -1, ${headSize}])
    o = torch.scaled_dot_product_attention(folded, k, v, None, 0., False)
    o = torch.permute(o.view([${keyValueHeads}, ${heads} // ${keyValueHeads}, t, ${headSize}]), [2, 0, 1, 3])
    return torch.reshape(o, [t, ${heads} * ${headSize}])

  # x [.., D]. indices [M]: which of its positions look at images, group by group; the others stay as they
  # are. groups [groups, 4]: how many positions, the first of their images and the one behind their last,
  # and 1 where they look at all that these offer, 0 where at what is seen of them. seen: for each image.
  # feeding [M, 1]: 0 where the feed-forward part adds nothing.
  def cross_layer(self: __torch__.Kernels, x: Tensor, indices: Tensor, groups: Tensor, seen: Tensor, feeding: Tensor, keys: List[Tensor], values: List[Tensor], w: List[Tensor], low: List[Tensor]) -> Tensor:
    flat = torch.reshape(x, [-1, x.size(-1)])
    chosen = torch.index_select(flat, 0, indices)
    n = self.normed(chosen, w[0])
    q = self.adapted(torch.linear(n, self.in_type(w[1])), n, low, 0)
    q = self.normed(q.view([-1, ${heads}, ${headSize}]), w[3])
    table = groups.cpu()
    limits = seen.cpu()
    found = annotate(List[Tensor], [])
    at = 0
    for group in range(table.size(0)):
      count = int(torch.item(table[group][0]))
      first = int(torch.item(table[group][1]))
      behind = int(torch.item(table[group][2]))
      all = int(torch.item(table[group][3])) == 1
      ks = annotate(List[Tensor], [])
      vs = annotate(List[Tensor], [])
      for image in range(first, behind):
        a = keys[image].size(2)
        if not all:
          a = int(torch.item(limits[image]))
        _0 = torch.append(ks, torch.narrow(keys[image], 2, 0, a))
        _1 = torch.append(vs, torch.narrow(values[image], 2, 0, a))
      k = ks[0]
      v = vs[0]
      if len(ks) > 1:
        k = torch.cat(ks, 2)
        v = torch.cat(vs, 2)
      _2 = torch.append(found, self.looked(torch.narrow(q, 0, at, count), k, v))
      at = at + count
    o = torch.cat(found, 0)
    h = chosen + self.in_type(torch.tanh(w[6]) * self.adapted(torch.linear(o, self.in_type(w[5])), o, low, 3))
    n = self.normed(h, w[7])
    parts = torch.chunk(torch.linear(n, self.in_type(w[8])), 2, -1)
    m = torch.silu(self.adapted(parts[0], n, low, 4)) * self.adapted(parts[1], n, low, 5)
    m = self.adapted(torch.linear(m, self.in_type(w[9])), m, low, 6)
    h = h + self.in_type(torch.tanh(w[10]) * feeding * m)
    return torch.index_copy(flat, 0, indices, h).view(torch.size(x))
