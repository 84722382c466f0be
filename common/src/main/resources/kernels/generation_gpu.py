  # The layers of a decoder that answers on a GPU, in few operations, since each one is launched by
  # itself. Rows have unequal lengths without padding, and one attention reads all of them. Needs
  # generation.py, what that needs, and one of flash*.py. Letters as in generation.py.
  #
  # cache: 0 the heads of keys, then those of values [rows, C, 2K, E]; 1 those of the prefix [P, 2K,
  # E], where P may be 0.
  # places: 0 and 1 the rotations of the new positions; 2 the slot [N] of each in rows * C. Int32 for
  # `flash`: 3 and 4 where each row's queries [rows + 1] and keys [rows + 1] begin, 5 the positions of
  # each row [rows]; 6 and 7 where all queries together, and the keys of the prefix, begin and end.
  # w and m as in decoder.py, all in the activations' type.
  # low: empty, or A [R, in] and B [out, R] of each matrix in m. B is scaled; R counts the ranks of
  # all projections that the matrix joins.

  def normed_at_once(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, ${epsilon})

  # Adds the low-rank part of a matrix to its product y, in place.
  def lowered(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], matrix: int) -> Tensor:
    if len(low) > 0:
      _0 = torch.addmm_(y, torch.linear(x, low[2 * matrix]), low[2 * matrix + 1].t())
    return y

  # Adds a product to y, in place.
  def summed(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], m: List[${matrix}], matrix: int) -> Tensor:
    _0 = torch.addmm_(y, x, m[matrix].t())
    return self.lowered(y, x, low, matrix)

  # x [N, D] to queries [N, H, E]. Keys and values go to the cache. Few positions take as few
  # operations as possible; many take those that read and write least.
  def asked(self: __torch__.Kernels, x: Tensor, places: List[Tensor], cache: Tensor, w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    n = self.normed_at_once(x, w[0])
    joined = self.lowered(self.projected(n, m[0], w[1]), n, low, 0)
    all = joined.view([-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
    heads = torch.narrow(all, 1, 0, ${heads} + ${keyValueHeads})
    slots = cache.view([-1, 2 * ${keyValueHeads}, ${headSize}])
    if x.size(0) > 256:
      h = ${headSize} // 2
      turned = heads * places[0]
      _0 = torch.addcmul_(torch.narrow(turned, 2, 0, h), torch.narrow(heads, 2, h, h), torch.narrow(places[1], 2, 0, h))
      _1 = torch.addcmul_(torch.narrow(turned, 2, h, h), torch.narrow(heads, 2, 0, h), torch.narrow(places[1], 2, h, h))
      k, v, = self.parted(slots)
      _2 = torch.index_copy_(k, 0, places[2], torch.narrow(turned, 1, ${heads}, ${keyValueHeads}))
      _3 = torch.index_copy_(v, 0, places[2], torch.narrow(all, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads}))
    else:
      rolled = torch.roll(heads, [${headSize} // 2], [-1])
      turned = torch.addcmul_(torch.mul_(heads, places[0]), rolled, places[1])
      _4 = torch.index_copy_(slots, 0, places[2], torch.narrow(all, 1, ${heads}, 2 * ${keyValueHeads}))
    return torch.narrow(turned, 1, 0, ${heads})

  # The keys and the values of slots [slots, 2K, E].
  def parted(self: __torch__.Kernels, slots: Tensor) -> Tuple[Tensor, Tensor]:
    return (torch.narrow(slots, 1, 0, ${keyValueHeads}), torch.narrow(slots, 1, ${keyValueHeads}, ${keyValueHeads}))

  # Attention [N, HE] of queries [N, H, E] to their rows, with the prefix.
  def attended(self: __torch__.Kernels, q: Tensor, places: List[Tensor], sequences: List[int], most: int, longest: int, cache: List[Tensor]) -> Tensor:
    k, v, = self.parted(cache[0].view([-1, 2 * ${keyValueHeads}, ${headSize}]))
    o, l, = self.flash(q, k, v, places[3], places[4], places[5], sequences, most, longest, True)
    p = cache[1].size(0)
    if p > 0:
      n = q.size(0)
      k, v, = self.parted(cache[1])
      shared, l1, = self.flash(q, k, v, places[6], places[7], places[7][1:], [0, p, n], n, p, False)
      share = torch.sigmoid(l1 - l).t().unsqueeze(-1)
      o = torch.lerp(o, shared, self.in_type(share))
    return torch.reshape(o, [-1, ${heads} * ${headSize}])

  # Attention's heads, joined [N, HE], to the layer's output [N, D], which takes the place of x.
  # Gate and up are two products where there are many positions: what is added to them and
  # multiplied is then without gaps.
  def answered(self: __torch__.Kernels, x: Tensor, o: Tensor, w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    h = self.summed(x, o, low, m, 1)
    n = self.normed_at_once(h, w[2])
    width = m[2].size(0) // 2
    if n.size(0) > 256:
      gate = torch.linear(n, torch.narrow(m[2], 0, 0, width))
      up = torch.linear(n, torch.narrow(m[2], 0, width, width))
      if len(low) > 0:
        a = torch.linear(n, low[4])
        _0 = torch.addmm_(gate, a, torch.narrow(low[5], 0, 0, width).t())
        _1 = torch.addmm_(up, a, torch.narrow(low[5], 0, width, width).t())
    else:
      gate, up, = torch.chunk(self.lowered(torch.linear(n, m[2]), n, low, 2), 2, -1)
    return self.summed(h, torch.mul_(torch.silu(gate), up), low, m, 3)

  # A layer over new positions. x is overwritten.
  # spans: for each row its index, how many positions it had before, and how many are new. onward:
  # the new positions that are needed after attention, where not all of them are.
  def read_layer(self: __torch__.Kernels, x: Tensor, places: List[Tensor], spans: List[int], all: bool, onward: Tensor, cache: List[Tensor], w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    q = self.asked(x, places, cache[0], w, m, low)
    if not all and onward.size(0) == 0:
      y = x[:0]
    else:
      sequences = annotate(List[int], [])
      most = 0
      longest = 0
      for i in range(len(spans) // 3):
        count = spans[3 * i + 2]
        seen = spans[3 * i + 1] + count
        sequences = torch.add(sequences, [spans[3 * i] * cache[0].size(1), seen, count])
        most = ops.prim.max(most, count)
        longest = ops.prim.max(longest, seen)
      o = self.attended(q, places, sequences, most, longest, cache)
      if not all:
        o = self.chosen(o, onward)
        x = self.chosen(x, onward)
      y = self.answered(x, o, w, m, low)
    return y

  # Consecutive layers, over one new position of each of the cache's first n rows. x is overwritten.
  # longest: S, this position included.
  # caches, w and m: those of the layers, joined; `first` is the first layer's place among the
  # caches. low likewise; lows is the number of tensors of each layer.
  def next_layers(self: __torch__.Kernels, x: Tensor, places: List[Tensor], longest: int, caches: List[Tensor], first: int, w: List[Tensor], m: List[${matrix}], low: List[Tensor], lows: List[int]) -> Tensor:
    at = 0
    none = annotate(List[int], [])
    for i in range(len(lows)):
      cache = torch.slice(caches, 2 * (first + i), 2 * (first + i) + 2)
      norms = torch.slice(w, 3 * i, 3 * i + 3)
      matrices = torch.slice(m, 4 * i, 4 * i + 4)
      adapter = torch.slice(low, at, at + lows[i])
      at = at + lows[i]
      q = self.asked(x, places, cache[0], norms, matrices, adapter)
      o = self.attended(q, places, none, 1, longest, cache)
      x = self.answered(x, o, norms, matrices, adapter)
    return x

  # What all layers need to read prompts: places.
  # positions [axes, N]; spans as in read_layer; prefix: P.
  def begin_reading(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor, spans: List[int], capacity: int, prefix: int) -> List[Tensor]:
    cos, sin, = self.turns(positions, axes, frequencies)
    n = positions.size(1)
    rows = torch.tensor(spans, dtype=4, device=positions.device).view([-1, 3]).t()
    ends = torch.cumsum(rows[2], 0)
    firsts = rows[0] * capacity
    before = torch.repeat_interleave(firsts + rows[1] - ends + rows[2], rows[2], output_size=n)
    slots = before + torch.arange(n, device=positions.device)
    at = torch.to(torch.constant_pad_nd(ends, [1, 0]), 3)
    keys = torch.to(torch.constant_pad_nd(firsts, [0, 1]), 3)
    together = torch.arange(0, n + 1, n, dtype=3, device=positions.device)
    shared = torch.arange(0, prefix + 1, ops.prim.max(prefix, 1), dtype=3, device=positions.device)
    return [self.in_type(cos), self.in_type(sin), slots, at, keys, torch.to(rows[1] + rows[2], 3), together, shared]

  # What n rows need for all steps, as long as they stay the same. lengths [n]: positions of each row
  # before the first step. positions [axes, n]: those of the first step.
  def begin_steps(self: __torch__.Kernels, lengths: Tensor, positions: Tensor, capacity: int, prefix: int) -> List[Tensor]:
    n = lengths.size(0)
    firsts = torch.arange(n + 1, device=lengths.device) * capacity
    at = torch.arange(n + 1, dtype=3, device=lengths.device)
    together = torch.arange(0, n + 1, n, dtype=3, device=lengths.device)
    shared = torch.arange(0, prefix + 1, ops.prim.max(prefix, 1), dtype=3, device=lengths.device)
    return [lengths, positions, firsts[:n], at, torch.to(firsts, 3), together, shared]

  # What all layers of the next step need: places. Advances `state` by a position.
  def step(self: __torch__.Kernels, state: List[Tensor], axes: Tensor, frequencies: Tensor, capacity: int, longest: int) -> List[Tensor]:
    cos, sin, = self.turns(state[1], axes, frequencies)
    slots = state[2] + state[0]
    _0 = torch.add_(state[0], 1)
    _1 = torch.add_(state[1], 1)
    return [self.in_type(cos), self.in_type(sin), slots, state[3], state[4], torch.to(state[0], 3), state[5], state[6]]

  # A layer's weights without its matrices, in the form in which layers take them.
  def weight_form(self: __torch__.Kernels, w: List[Tensor]) -> List[Tensor]:
    held = annotate(List[Tensor], [])
    for weight in w:
      _0 = torch.append(held, self.in_type(weight))
    return held

  # A layer's low-rank part, as in decoder.py, in the form in which layers take it.
  def adapter_form(self: __torch__.Kernels, low: List[Tensor]) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    if len(low) > 1:
      first = 0
      for count in [3, 1, 2, 1]:
        down = annotate(List[Tensor], [])
        up = annotate(List[Tensor], [])
        for i in range(count):
          _0 = torch.append(down, low[1 + 2 * (first + i)])
          _1 = torch.append(up, low[2 + 2 * (first + i)] * low[0])
        _2 = torch.append(parts, self.in_type(torch.cat(down, 0)))
        _3 = torch.append(parts, self.in_type(torch.block_diag(up)))
        first = first + count
    return parts

  # Memory for the keys and values of a layer.
  def room(self: __torch__.Kernels, like: Tensor, rows: int, capacity: int) -> List[Tensor]:
    return [torch.zeros([rows, capacity, 2 * ${keyValueHeads}, ${headSize}], dtype=${activation}, device=like.device)]

  # Copies the first positions of a row to another row, in every tensor.
  def copied(self: __torch__.Kernels, caches: List[Tensor], source: int, target: int, count: int) -> Tensor:
    for cache in caches:
      _0 = torch.copy_(torch.narrow(cache[target], 0, 0, count), torch.narrow(cache[source], 0, 0, count))
    return caches[0]

  # A layer's keys and values [P, 2K, E] in a cache of one row, as those of a prefix.
  def prefix(self: __torch__.Kernels, cache: List[Tensor]) -> List[Tensor]:
    return [cache[0][0]]
