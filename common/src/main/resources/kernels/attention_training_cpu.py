  # Causal attention of training's layers on the CPU, over rows of unequal length, and its backward.
  # Backward computes again how much each position attends to each key.
  #
  # N tokens of all rows, one row after the other without padding; M of them are needed afterwards;
  # H heads, K key-value heads, G heads of one key-value head, E head width.
  #
  # segments: rows that are computed together, b of them padded on the right to T positions, at most
  # Q of which are needed afterwards.
  # sizes: b, Q, T of each segment.
  # segments, of each: 0 the indices of its tokens in [b * T]; 1 the indices of the needed tokens in
  # [b * Q]; 2 the mask, -inf at what must not be seen, else 0: [b, Q, T], or a causal [S, S] where
  # all tokens are needed.

  # The segment's tokens, which begin at `start`, padded and by key-value head: [b * K, t * G, E].
  def by_head(self: __torch__.Kernels, x: Tensor, start: int, places: Tensor, b: int, t: int) -> Tensor:
    part = torch.narrow(x, 0, start, places.size(0))
    if places.size(0) != b * t:
      part = torch.index_copy_(torch.zeros([b * t, x.size(1)], dtype=x.dtype, device=x.device), 0, places, part)
    heads = torch.permute(part.view([b, t, ${keyValueHeads}, -1, ${headSize}]), [0, 2, 1, 3, 4])
    return torch.reshape(heads, [b * ${keyValueHeads}, -1, ${headSize}])

  # The inverse: [b * K, t * G, E] to the tokens, with their heads joined.
  def by_token(self: __torch__.Kernels, y: Tensor, places: Tensor, b: int, t: int) -> Tensor:
    x = torch.reshape(torch.permute(y.view([b, ${keyValueHeads}, t, -1, ${headSize}]), [0, 2, 1, 3, 4]), [b * t, -1])
    if places.size(0) != b * t:
      x = torch.index_select(x, 0, places)
    return x

  def gathered(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    if len(parts) == 1:
      x = parts[0]
    else:
      x = torch.cat(parts, 0)
    return x

  # How many of a segment's positions are computed at once. Causal rows are computed in blocks, each
  # of which sees no key after its own.
  def block(self: __torch__.Kernels, mask: Tensor, positions: int) -> int:
    size = positions
    if torch.dim(mask) == 2:
      size = min(mask.size(0), positions)
    return size

  # How much the positions `first` to `end` of a segment attend to each key that they may see. Keys
  # of [b * K, T, E] after the last position are left out.
  def shares(self: __torch__.Kernels, q: Tensor, keys: Tensor, mask: Tensor, first: int, end: int) -> Tensor:
    g = ${heads} // ${keyValueHeads}
    zero = torch.zeros([1], dtype=q.dtype, device=q.device)
    part = torch.narrow(q, 1, first * g, (end - first) * g)
    scores = torch.baddbmm(zero, part, torch.transpose(keys, 1, 2), beta=0., alpha=${scale}).float()
    if torch.dim(mask) == 2:
      last = torch.narrow(scores.view([-1, end - first, g, end]), 3, first, end - first)
      _0 = torch.add_(last, torch.narrow(torch.narrow(mask, 0, 0, end - first), 1, 0, end - first).unsqueeze(1))
    else:
      all = scores.view([mask.size(0), -1, mask.size(1), g, mask.size(2)])
      _1 = torch.add_(all, mask.unsqueeze(1).unsqueeze(3))
    return torch.softmax(scores, -1)

  # Queries [M, HE], keys and values [N, KE] to attention's heads, joined: [M, HE]. Backward needs
  # nothing more.
  def attended(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    g = ${heads} // ${keyValueHeads}
    parts = annotate(List[Tensor], [])
    start = 0
    started = 0
    for i in range(len(sizes) // 3):
      b = sizes[3 * i]
      m = sizes[3 * i + 1]
      t = sizes[3 * i + 2]
      places = segments[3 * i]
      asked = segments[3 * i + 1]
      mask = segments[3 * i + 2]
      queries = self.by_head(q, started, asked, b, m)
      keys = self.by_head(k, start, places, b, t)
      values = self.by_head(v, start, places, b, t)
      size = self.block(mask, m)
      outputs = annotate(List[Tensor], [])
      for j in range((m + size - 1) // size):
        first = j * size
        end = min(first + size, m)
        seen = t
        if torch.dim(mask) == 2:
          seen = end
        p = self.shares(queries, torch.narrow(keys, 1, 0, seen), mask, first, end)
        _0 = torch.append(outputs, torch.bmm(self.in_type(p), torch.narrow(values, 1, 0, seen)))
      o = outputs[0]
      if len(outputs) > 1:
        o = torch.cat(outputs, 1)
      _1 = torch.append(parts, self.by_token(o, asked, b, m))
      start = start + places.size(0)
      started = started + asked.size(0)
    return (self.gathered(parts), annotate(List[Tensor], []))

  # The gradients of queries, keys and values. How much each position attends to each key is
  # computed again.
  def attended_back(self: __torch__.Kernels, do: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, saved: List[Tensor], sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    g = ${heads} // ${keyValueHeads}
    zero = torch.zeros([1], dtype=q.dtype, device=q.device)
    dqs = annotate(List[Tensor], [])
    dks = annotate(List[Tensor], [])
    dvs = annotate(List[Tensor], [])
    start = 0
    started = 0
    for i in range(len(sizes) // 3):
      b = sizes[3 * i]
      m = sizes[3 * i + 1]
      t = sizes[3 * i + 2]
      places = segments[3 * i]
      asked = segments[3 * i + 1]
      mask = segments[3 * i + 2]
      queries = self.by_head(q, started, asked, b, m)
      slopes = self.by_head(do, started, asked, b, m)
      keys = self.by_head(k, start, places, b, t)
      values = self.by_head(v, start, places, b, t)
      dkeys = torch.zeros_like(keys)
      dvalues = torch.zeros_like(values)
      size = self.block(mask, m)
      dqueries = annotate(List[Tensor], [])
      for j in range((m + size - 1) // size):
        first = j * size
        end = min(first + size, m)
        seen = t
        if torch.dim(mask) == 2:
          seen = end
        some = torch.narrow(keys, 1, 0, seen)
        slope = torch.narrow(slopes, 1, first * g, (end - first) * g)
        p = self.shares(queries, some, mask, first, end)
        _0 = torch.baddbmm_(torch.narrow(dvalues, 1, 0, seen), torch.transpose(self.in_type(p), 1, 2), slope)
        dp = torch.bmm(slope, torch.transpose(torch.narrow(values, 1, 0, seen), 1, 2)).float()
        ds = self.in_type(torch._softmax_backward_data(dp, p, -1, 6))
        _1 = torch.append(dqueries, torch.baddbmm(zero, ds, some, beta=0., alpha=${scale}))
        part = torch.narrow(queries, 1, first * g, (end - first) * g)
        _2 = torch.baddbmm_(torch.narrow(dkeys, 1, 0, seen), torch.transpose(ds, 1, 2), part, beta=1., alpha=${scale})
      dq = dqueries[0]
      if len(dqueries) > 1:
        dq = torch.cat(dqueries, 1)
      _3 = torch.append(dqs, self.by_token(dq, asked, b, m))
      _4 = torch.append(dks, self.by_token(dkeys, places, b, t))
      _5 = torch.append(dvs, self.by_token(dvalues, places, b, t))
      start = start + places.size(0)
      started = started + asked.size(0)
    return (self.gathered(dqs), self.gathered(dks), self.gathered(dvs))
