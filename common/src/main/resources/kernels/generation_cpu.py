  # The layers of a decoder that answers on a CPU: rows of unequal length without padding, with
  # cached keys and values. Needs generation.py, what that needs, and attention_fused.py. Letters as
  # in generation.py.
  #
  # cache: 0 keys, 1 values [rows, K, C, E]; 2 and 3 keys and values of the prefix [K, P, E], where
  # P may be 0.
  # places: 0 and 1 the rotations of the new positions, see `turns`; more for a step, see `step`.
  # w and m as in decoder.py. low: without dropout.

  # Normed input [N, D] to queries [N, H, E], keys and values [N, K, E].
  def asked(self: __torch__.Kernels, n: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    joined = self.product(n, m[0], w[1])
    if len(low) > 1:
      parts = torch.split_with_sizes(joined, [${heads} * ${headSize}, ${keyValueHeads} * ${headSize}, ${keyValueHeads} * ${headSize}], -1)
      joined = torch.cat([self.adapted(parts[0], n, low, 0), self.adapted(parts[1], n, low, 1), self.adapted(parts[2], n, low, 2)], -1)
    all = joined.view([-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
    turned = self.in_type(self.turned(torch.narrow(all, 1, 0, ${heads} + ${keyValueHeads}), cos, sin))
    return (torch.narrow(turned, 1, 0, ${heads}), torch.narrow(turned, 1, ${heads}, ${keyValueHeads}), torch.narrow(all, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads}))

  # x [N, heads, E] rotated. The halves of a head are the two coordinates. The first half of sin has
  # its sign inverted.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return torch.addcmul(x * cos, torch.roll(x, [${headSize} // 2], [-1]), sin)

  # Attention's heads, joined [N, HE], to the layer's output [N, D].
  def answered(self: __torch__.Kernels, x: Tensor, o: Tensor, w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    if len(low) > 1:
      h = x + self.adapted(self.product(o, m[1], w[1][:0]), o, low, 3)
      n = self.normed(h, w[2])
      parts = torch.chunk(self.product(n, m[2], w[1][:0]), 2, -1)
      fed = torch.silu(self.adapted(parts[0], n, low, 4)) * self.adapted(parts[1], n, low, 5)
      y = h + self.adapted(self.product(fed, m[3], w[1][:0]), fed, low, 6)
    else:
      h = self.added(x, o, m[1])
      parts = torch.chunk(self.product(self.normed(h, w[2]), m[2], w[1][:0]), 2, -1)
      y = self.added(h, torch.silu(parts[0]) * parts[1], m[3])
    return y

  # Merges two attentions of the same queries over different keys, each [K, G, T, E] with its
  # logarithm of the sum of exponentials [K, G, T], into one over all keys.
  def merged(self: __torch__.Kernels, o1: Tensor, l1: Tensor, o2: Tensor, l2: Tensor) -> Tuple[Tensor, Tensor]:
    share = torch.sigmoid(l2 - l1).unsqueeze(-1)
    o = torch.lerp(o1, o2, self.in_type(share))
    return (o, torch.logaddexp(l1, l2))

  # A layer over new positions. spans: for each row its index, how many positions it had before, and
  # how many are new. onward: the new positions that are needed after attention; empty for all.
  def read_layer(self: __torch__.Kernels, x: Tensor, places: List[Tensor], spans: List[int], all: bool, onward: Tensor, cache: List[Tensor], w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    q, k, v, = self.asked(self.normed(x, w[0]), places[0], places[1], w, m, low)
    groups = torch.permute(torch.reshape(q, [-1, ${keyValueHeads}, ${heads} // ${keyValueHeads}, ${headSize}]), [1, 2, 0, 3])
    p = cache[2].size(1)
    if p > 0:
      prefixed, weighed, = self.attention(groups, cache[2], cache[3], False)
    else:
      prefixed, weighed, = groups, x
    outputs = annotate(List[Tensor], [])
    at = 0
    for i in range(len(spans) // 3):
      row = spans[3 * i]
      start = spans[3 * i + 1]
      count = spans[3 * i + 2]
      queries = torch.narrow(groups, 2, at, count)
      keys = torch.narrow(cache[0][row], 1, start, count)
      values = torch.narrow(cache[1][row], 1, start, count)
      _0 = torch.copy_(keys, torch.narrow(k, 0, at, count).transpose(0, 1))
      _1 = torch.copy_(values, torch.narrow(v, 0, at, count).transpose(0, 1))
      o, l, = self.attention(queries, keys, values, True)
      if start > 0:
        earlier, l1, = self.attention(queries, torch.narrow(cache[0][row], 1, 0, start), torch.narrow(cache[1][row], 1, 0, start), False)
        o, l, = self.merged(o, l, earlier, l1)
      if p > 0:
        o, l, = self.merged(o, l, torch.narrow(prefixed, 2, at, count), torch.narrow(weighed, 2, at, count))
      _2 = torch.append(outputs, torch.reshape(torch.permute(o, [2, 0, 1, 3]), [count, ${heads} * ${headSize}]))
      at = at + count
    if len(outputs) == 1:
      joined = outputs[0]
    else:
      joined = torch.cat(outputs, 0)
    if not all:
      joined = self.chosen(joined, onward)
      x = self.chosen(x, onward)
    if x.size(0) == 0:
      y = x
    else:
      y = self.answered(x, joined, w, m, low)
    return y

  # Consecutive layers, over one new position of each of the cache's first n rows.
  # longest: S, this position included.
  # places: 2 slots [nK] for keys and values, in rows of E; 3 mask [n, 1, 1, S], -inf after a row's
  # end; then the result of `bags`, for `weighed`.
  # caches, w and m: those of the layers, joined; `first` is the first layer's place among the
  # caches. low likewise; lows is the number of tensors of each layer.
  def next_layers(self: __torch__.Kernels, x: Tensor, places: List[Tensor], longest: int, caches: List[Tensor], first: int, w: List[Tensor], m: List[${matrix}], low: List[Tensor], lows: List[int]) -> Tensor:
    at = 0
    for i in range(len(lows)):
      cache = torch.slice(caches, 4 * (first + i), 4 * (first + i) + 4)
      norms = torch.slice(w, 3 * i, 3 * i + 3)
      matrices = torch.slice(m, 4 * i, 4 * i + 4)
      adapter = torch.slice(low, at, at + lows[i])
      at = at + lows[i]
      q, k, v, = self.asked(self.normed(x, norms[0]), places[0], places[1], norms, matrices, adapter)
      if x.size(0) == 1:
        o = self.attended_alone(q[0], k[0], v[0], longest, places, cache)
      else:
        o = self.attended(q, k, v, longest, places, cache)
      x = self.answered(x, o, norms, matrices, adapter)
    return x

  # Queries grouped by key-value head. The prefix is multiplied once for all rows.
  def attended(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, s: int, places: List[Tensor], cache: List[Tensor]) -> Tensor:
    n = q.size(0)
    slots = annotate(List[Optional[Tensor]], [places[2]])
    _0 = torch.index_put_(cache[0].view([-1, ${headSize}]), slots, torch.reshape(k, [-1, ${headSize}]))
    _1 = torch.index_put_(cache[1].view([-1, ${headSize}]), slots, torch.reshape(v, [-1, ${headSize}]))
    keys = torch.narrow(torch.narrow(cache[0], 0, 0, n), 2, 0, s)
    grouped = (q * ${scale}).view([n, ${keyValueHeads}, ${heads} // ${keyValueHeads}, ${headSize}])
    scores = torch.matmul(grouped, keys.transpose(2, 3)).float() + places[3]
    p = cache[2].size(1)
    if p > 0:
      together = torch.reshape(grouped.transpose(0, 1), [${keyValueHeads}, -1, ${headSize}])
      shared = torch.matmul(together, cache[2].transpose(1, 2)).float()
      shared = shared.view([${keyValueHeads}, n, ${heads} // ${keyValueHeads}, p]).transpose(0, 1)
      scores = torch.cat([shared, scores], -1)
    weights = self.in_type(torch.softmax(scores, -1))
    o = self.weighed(torch.narrow(weights, 3, p, s), cache[1], places)
    if p > 0:
      shares = torch.reshape(torch.narrow(weights, 3, 0, p).transpose(0, 1), [${keyValueHeads}, -1, p])
      seen = torch.matmul(shares, cache[3])
      o = o + seen.view([${keyValueHeads}, n, ${heads} // ${keyValueHeads}, ${headSize}]).transpose(0, 1)
    return torch.reshape(o, [n, ${heads} * ${headSize}])

  # The same for a single row, q [H, E], k and v [K, E], with as few operations as possible. It has
  # s positions, this one included.
  def attended_alone(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, s: int, places: List[Tensor], cache: List[Tensor]) -> Tensor:
    keys = torch.narrow(cache[0][0], 1, 0, s)
    _0 = torch.copy_(torch.select(keys, 1, s - 1), k)
    _1 = torch.copy_(torch.select(cache[1][0], 1, s - 1), v)
    grouped = torch.reshape(q, [${keyValueHeads}, -1, ${headSize}])
    scores = torch.bmm(grouped, keys.transpose(1, 2))
    p = cache[2].size(1)
    if p > 0:
      scores = torch.cat([torch.bmm(grouped, cache[2].transpose(1, 2)), scores], -1)
    weights = self.in_type(torch.softmax(scores.float() * ${scale}, -1))
    if p > 0:
      own = self.weighed(torch.narrow(weights, 2, p, s).unsqueeze(0), cache[1], places)
      o = own + torch.bmm(torch.narrow(weights, 2, 0, p), cache[3]).unsqueeze(0)
    else:
      o = self.weighed(weights.unsqueeze(0), cache[1], places)
    return torch.reshape(o, [1, -1])

  # What all layers need to read prompts.
  # positions [axes, N]; spans as in read_layer; prefix: P.
  def begin_reading(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor, spans: List[int], capacity: int, prefix: int) -> List[Tensor]:
    cos, sin, = self.turns(positions, axes, frequencies)
    return [cos, sin]

  # What n rows need for the next steps, if they stay the same. lengths [n]: positions of each row
  # before the first of them. positions [axes, n]: those of the first.
  def begin_steps(self: __torch__.Kernels, lengths: Tensor, positions: Tensor, axes: Tensor, frequencies: Tensor, capacity: int, prefix: int, steps: int) -> List[Tensor]:
    return [lengths, positions]

  # What all layers of a step need, see next_layers. ahead: the steps before it since begin_steps.
  def step(self: __torch__.Kernels, state: List[Tensor], ahead: int, axes: Tensor, frequencies: Tensor, capacity: int, longest: int) -> List[Tensor]:
    lengths = state[0] + ahead
    cos, sin, = self.turns(state[1] + ahead, axes, frequencies)
    n = lengths.size(0)
    heads = torch.arange(n * ${keyValueHeads}, device=lengths.device) * capacity
    slots = heads + torch.repeat_interleave(lengths, ${keyValueHeads})
    columns = torch.arange(longest, device=lengths.device)
    behind = columns.unsqueeze(0) > lengths.unsqueeze(1)
    mask = torch.masked_fill(torch.zeros([n, longest], dtype=6, device=lengths.device), behind, -inf)
    places = [cos, sin, slots, mask.view([n, 1, 1, longest])]
    return torch.add(places, self.bags(heads, lengths, columns))

  # A layer's weights without its matrices m, and its low-rank part, in the form in which layers take
  # them: as they are.
  def weight_form(self: __torch__.Kernels, w: List[Tensor], m: List[${matrix}]) -> List[Tensor]:
    return w

  def adapter_form(self: __torch__.Kernels, low: List[Tensor]) -> List[Tensor]:
    return low

  # Memory for the keys and values of a layer.
  def room(self: __torch__.Kernels, like: Tensor, rows: int, capacity: int) -> List[Tensor]:
    sizes = [rows, ${keyValueHeads}, capacity, ${headSize}]
    keys = torch.zeros(sizes, dtype=${activation}, device=like.device)
    return [keys, torch.zeros(sizes, dtype=${activation}, device=like.device)]

  # Copies the first positions of a row to another row, in every tensor.
  def copied(self: __torch__.Kernels, caches: List[Tensor], source: int, target: int, count: int) -> Tensor:
    for cache in caches:
      _0 = torch.copy_(torch.narrow(cache[target], 1, 0, count), torch.narrow(cache[source], 1, 0, count))
    return caches[0]

  # A layer's keys and values [K, P, E] in a cache of one row, as those of a prefix.
  def prefix(self: __torch__.Kernels, cache: List[Tensor]) -> List[Tensor]:
    return [cache[0][0], cache[1][0]]

  # Hidden states [N, D] to logits [N, V], always float32.
  def final_logits(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: ${matrix}) -> Tensor:
    return self.head_product(self.normed(x, norm), head).float()
