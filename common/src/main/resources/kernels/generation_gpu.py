  # The layers of a decoder that answers on a GPU, in few operations, since the host takes longer to
  # begin one than the device to do it. Rows have unequal lengths without padding, and one attention
  # reads all of them. Needs generation.py, what that needs, attention_gpu.py, and one each of flash*.py
  # and operators_*.py.
  # Letters as in generation.py; T steps that are prepared at once.
  #
  # w, a layer's weights, see `weight_form`: 0 norm, 1 bias, 2 norm, as in decoder.py; then the
  # matrices, transposed: 3 query-key-value, 4 output, 5 gate and up, 6 down. All are of the
  # activations' type. m is not used.
  # low: empty, or A [R, in] and B [R, out] of each matrix. B is scaled; R counts the ranks of all
  # projections that the matrix joins.
  # caches, six tensors a layer: 0 keys and values, joined [rows, C, 2K, E]; 1 the same as slots
  # [rows * C, 2K, E]; 2 the keys and 3 the values of the slots; 4 the keys and 5 the values of the
  # prefix [P, K, E], where P may be 0.
  # places: 0 and 1 the rotations of the new positions, as cos and sin; or one matrix for each K heads
  # [N(G + 2), E, E], and nothing. Where prompts are read, cos and sin are [1, 1, N, E], as `turned`
  # takes them. 2 the slot [N] of each position. Int32 for `flash`: 3 and 4 where each row's queries
  # and keys begin [rows + 1], 5 the positions of each row [rows]; 6 and 7 where all queries, and the
  # keys of the prefix, begin and end; 8 the length of the prefix [1]. 9 memory for the prefix's share
  # of each query [heads, N], and 10 the same as [N, heads, 1].
  # All lists hold the tensors of many layers: c, u and a are where a layer's own ones begin in caches,
  # w and low.

  def normed_at_once(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [${hidden}], weight, ${epsilon})

  # Adds the low-rank part of a matrix to its product y, in place.
  def lowered(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], a: int) -> Tensor:
    return torch.addmm_(y, torch.linear(x, low[a]), low[a + 1])

  # x [N, D] to queries [N, H, E]. Keys and values go to the cache. Few positions take as few
  # operations as possible; many take those that read and write least.
  def asked(self: __torch__.Kernels, x: Tensor, places: List[Tensor], caches: List[Tensor], c: int, w: List[Tensor], u: int, low: List[Tensor], a: int, adapted: bool, reading: bool) -> Tensor:
    n = self.normed_at_once(x, w[u])
    if w[u + 1].size(0) == 0:
      joined = torch.mm(n, w[u + 3])
    else:
      joined = torch.addmm(w[u + 1], n, w[u + 3])
    if adapted:
      joined = self.lowered(joined, n, low, a)
    if places[1].size(0) == 0:
      parts = joined.view([-1, ${keyValueHeads}, ${headSize}])
      turned = torch.bmm(parts, places[0]).view([-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
      _0 = torch.index_copy_(caches[c + 1], 0, places[2], torch.narrow(turned, 1, ${heads}, 2 * ${keyValueHeads}))
    else:
      h = ${headSize} // 2
      all = joined.view([-1, ${heads} + 2 * ${keyValueHeads}, ${headSize}])
      if reading:
        both = torch.narrow(joined, 1, 0, (${heads} + ${keyValueHeads}) * ${headSize})
        turned = self.turned(both, places[0], places[1], False).view([-1, ${heads} + ${keyValueHeads}, ${headSize}])
      else:
        heads = torch.narrow(all, 1, 0, ${heads} + ${keyValueHeads})
        turned = heads * places[0]
        _1 = torch.addcmul_(torch.narrow(turned, 2, 0, h), torch.narrow(heads, 2, h, h), torch.narrow(places[1], 2, 0, h))
        _2 = torch.addcmul_(torch.narrow(turned, 2, h, h), torch.narrow(heads, 2, 0, h), torch.narrow(places[1], 2, h, h))
      _3 = torch.index_copy_(caches[c + 2], 0, places[2], torch.narrow(turned, 1, ${heads}, ${keyValueHeads}))
      _4 = torch.index_copy_(caches[c + 3], 0, places[2], torch.narrow(all, 1, ${heads} + ${keyValueHeads}, ${keyValueHeads}))
    return torch.narrow(turned, 1, 0, ${heads})

  # Attention of queries [N, heads, E] to their rows, with the prefix. heads may be H or K.
  def attended(self: __torch__.Kernels, q: Tensor, places: List[Tensor], sequences: List[int], most: int, longest: int, causal: bool, caches: List[Tensor], c: int) -> Tensor:
    o, l, = self.flash(q, caches[c + 2], caches[c + 3], places[3], places[4], places[5], sequences, most, longest, causal)
    p = caches[c + 4].size(0)
    if p > 0:
      n = q.size(0)
      shared, l1, = self.flash(q, caches[c + 4], caches[c + 5], places[6], places[7], places[8], [0, p, n], n, p, False)
      _0 = torch.sigmoid_(torch.sub(l1, l, out=places[9]))
      _1 = torch.lerp_(o, shared, places[10])
    return o

  # Whether the queries of a group are computed as positions of one head in a step of n rows. They
  # then read their keys once. With fewer rows, `flash` itself does so, and splits the keys.
  def groups(self: __torch__.Kernels, n: int) -> bool:
    return n * ${keyValueHeads} >= 128 and ${heads} > ${keyValueHeads}

  # Attention [n, HE] of one position a row.
  def attended_once(self: __torch__.Kernels, q: Tensor, places: List[Tensor], longest: int, caches: List[Tensor], c: int) -> Tensor:
    none = annotate(List[int], [])
    n = q.size(0)
    if self.groups(n):
      g = ${heads} // ${keyValueHeads}
      grouped = q.view([n, ${keyValueHeads}, g, ${headSize}]).transpose(1, 2)
      grouped = torch.reshape(grouped, [n * g, ${keyValueHeads}, ${headSize}])
      o = self.attended(grouped, places, none, g, longest, False, caches, c)
      o = torch.reshape(o.view([n, g, ${keyValueHeads}, ${headSize}]).transpose(1, 2), [n, ${heads} * ${headSize}])
    else:
      o = self.attended(q, places, none, 1, longest, False, caches, c).view([n, ${heads} * ${headSize}])
    return o

  # Attention's heads, joined [N, HE], to the layer's output [N, D], which takes the place of x.
  # Gate and up are two products where there are many positions: what is multiplied is then without
  # gaps.
  def answered(self: __torch__.Kernels, x: Tensor, o: Tensor, w: List[Tensor], u: int, low: List[Tensor], a: int, adapted: bool) -> Tensor:
    _0 = torch.addmm_(x, o, w[u + 4])
    if adapted:
      _1 = self.lowered(x, o, low, a + 2)
    n = self.normed_at_once(x, w[u + 2])
    if n.size(0) > 256:
      gate = torch.mm(n, torch.narrow(w[u + 5], 1, 0, ${intermediate}))
      up = torch.mm(n, torch.narrow(w[u + 5], 1, ${intermediate}, ${intermediate}))
      if adapted:
        down = torch.linear(n, low[a + 4])
        _2 = torch.addmm_(gate, down, torch.narrow(low[a + 5], 1, 0, ${intermediate}))
        _3 = torch.addmm_(up, down, torch.narrow(low[a + 5], 1, ${intermediate}, ${intermediate}))
      fed = self.gated_product(gate, up)
    else:
      joined = torch.mm(n, w[u + 5])
      if adapted:
        joined = self.lowered(joined, n, low, a + 4)
      gate = torch.narrow(joined, 1, 0, ${intermediate})
      up = torch.narrow(joined, 1, ${intermediate}, ${intermediate})
      fed = torch.mul_(torch.silu(gate), up)
    _4 = torch.addmm_(x, fed, w[u + 6])
    if adapted:
      _5 = self.lowered(x, fed, low, a + 6)
    return x

  # A layer over new positions. x is overwritten.
  # spans: for each row its index, how many positions it had before, and how many are new. onward:
  # the new positions that are needed after attention, where not all of them are.
  def read_layer(self: __torch__.Kernels, x: Tensor, places: List[Tensor], spans: List[int], all: bool, onward: Tensor, cache: List[Tensor], w: List[Tensor], m: List[${matrix}], low: List[Tensor]) -> Tensor:
    adapted = len(low) > 0
    q = self.asked(x, places, cache, 0, w, 0, low, 0, adapted, True)
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
      o = self.attended(q, places, sequences, most, longest, True, cache, 0).view([-1, ${heads} * ${headSize}])
      if not all:
        o = self.chosen(o, onward)
        x = self.chosen(x, onward)
      y = self.answered(x, o, w, 0, low, 0, adapted)
    return y

  # Consecutive layers, over one new position of each of the cache's first n rows. x is overwritten.
  # longest: S, this position included.
  # first: the first layer's place among the caches. lows: the number of tensors in low of each layer.
  def next_layers(self: __torch__.Kernels, x: Tensor, places: List[Tensor], longest: int, caches: List[Tensor], first: int, w: List[Tensor], m: List[${matrix}], low: List[Tensor], lows: List[int]) -> Tensor:
    a = 0
    for i in range(len(lows)):
      c = 6 * (first + i)
      adapted = lows[i] > 0
      q = self.asked(x, places, caches, c, w, 7 * i, low, a, adapted, False)
      o = self.attended_once(q, places, longest, caches, c)
      x = self.answered(x, o, w, 7 * i, low, a, adapted)
      a = a + lows[i]
    return x

  # What all layers need to read prompts: places.
  # positions [axes, N]; spans as in read_layer; prefix: P.
  def begin_reading(self: __torch__.Kernels, positions: Tensor, axes: Tensor, frequencies: Tensor, spans: List[int], capacity: int, prefix: int) -> List[Tensor]:
    cos, sin, = self.rotations(positions.unsqueeze(1), axes, frequencies)
    n = positions.size(1)
    rows = torch.tensor(spans, dtype=4, device=positions.device).view([-1, 3]).t()
    ends = torch.cumsum(rows[2], 0)
    firsts = rows[0] * capacity
    before = torch.repeat_interleave(firsts + rows[1] - ends + rows[2], rows[2], output_size=n)
    slots = before + torch.arange(n, device=positions.device)
    at = torch.to(torch.constant_pad_nd(ends, [1, 0]), 3)
    keys = torch.to(torch.constant_pad_nd(firsts, [0, 1]), 3)
    together = torch.arange(0, n + 1, n, dtype=3, device=positions.device)
    places = [cos, sin, slots, at, keys, torch.to(rows[1] + rows[2], 3), together]
    return torch.add(places, self.sharing(cos, ${heads}, n, prefix))

  # The places 7 to 10, for n queries. like: on the device.
  def sharing(self: __torch__.Kernels, like: Tensor, heads: int, n: int, prefix: int) -> List[Tensor]:
    ends = torch.arange(0, prefix + 1, ops.prim.max(prefix, 1), dtype=3, device=like.device)
    count = n
    if prefix == 0:
      count = 0
    shares = torch.zeros([heads, count], dtype=${activation}, device=like.device)
    return [ends, ends[-1:], shares, shares.t().unsqueeze(-1)]

  # What n rows need for the next T steps, if they stay the same: 0 cos and 1 sin [T, n, 1, E], 2 slots
  # and 3 positions of each row [T, n]; 4 and 5 the parts of a matrix [E, E] that cos and sin multiply;
  # 6 nothing; then the places 3, 4 and 6 to 10.
  # lengths [n]: positions of each row before these steps. positions [axes, n]: those of the first.
  def begin_steps(self: __torch__.Kernels, lengths: Tensor, positions: Tensor, axes: Tensor, frequencies: Tensor, capacity: int, prefix: int, steps: int) -> List[Tensor]:
    n = lengths.size(0)
    ahead = torch.arange(steps, device=lengths.device).unsqueeze(1)
    cos, sin, = self.turns(torch.reshape(positions.unsqueeze(1) + ahead, [positions.size(0), -1]), axes, frequencies)
    firsts = torch.arange(n + 1, device=lengths.device) * capacity
    most = 1
    heads = ${heads}
    if self.groups(n):
      most = ${heads} // ${keyValueHeads}
      heads = ${keyValueHeads}
    at = torch.arange(0, n * most + 1, most, dtype=3, device=lengths.device)
    together = torch.arange(0, n * most + 1, n * most, dtype=3, device=lengths.device)
    straight = torch.eye(${headSize}, dtype=${activation}, device=lengths.device)
    across = torch.roll(straight, [${headSize} // 2], [0])
    state = [self.in_type(cos).view([steps, n, 1, ${headSize}]), self.in_type(sin).view([steps, n, 1, ${headSize}]), firsts[:n] + lengths + ahead, torch.to(lengths + ahead + 1, 3), straight, across, straight[:0], at, torch.to(firsts, 3), together]
    return torch.add(state, self.sharing(lengths, heads, n * most, prefix))

  # What all layers of a step need: places. ahead: the steps before it since begin_steps. Few rows are
  # rotated by matrices, which is one operation a layer instead of three.
  def step(self: __torch__.Kernels, state: List[Tensor], ahead: int, axes: Tensor, frequencies: Tensor, capacity: int, longest: int) -> List[Tensor]:
    cos = state[0][ahead]
    sin = state[1][ahead]
    n = cos.size(0)
    if n <= 128:
      turning = torch.addcmul(state[4] * cos, state[5], sin).unsqueeze(1)
      same = torch.expand(state[4], [n, 1, ${headSize}, ${headSize}])
      all = torch.cat([torch.expand(turning, [-1, ${heads} // ${keyValueHeads} + 1, -1, -1]), same], 1)
      rotations = [all.view([-1, ${headSize}, ${headSize}]), state[6]]
    else:
      rotations = [cos, sin]
    own = [state[2][ahead], state[7], state[8], state[3][ahead]]
    return torch.add(torch.add(rotations, own), torch.slice(state, 9, 14))

  # A layer's weights, in the form in which layers take them.
  def weight_form(self: __torch__.Kernels, w: List[Tensor], m: List[${matrix}]) -> List[Tensor]:
    held = annotate(List[Tensor], [])
    for weight in w:
      _0 = torch.append(held, self.in_type(weight))
    for matrix in m:
      _1 = torch.append(held, matrix.t())
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
        _3 = torch.append(parts, self.in_type(torch.block_diag(up)).t())
        first = first + count
    return parts

  # Memory for the keys and values of a layer, in four forms, see caches.
  def room(self: __torch__.Kernels, like: Tensor, rows: int, capacity: int) -> List[Tensor]:
    room = torch.zeros([rows, capacity, 2 * ${keyValueHeads}, ${headSize}], dtype=${activation}, device=like.device)
    slots = room.view([rows * capacity, 2 * ${keyValueHeads}, ${headSize}])
    return [room, slots, torch.narrow(slots, 1, 0, ${keyValueHeads}), torch.narrow(slots, 1, ${keyValueHeads}, ${keyValueHeads})]

  # Copies the first positions of a row to another row, in every layer's room.
  def copied(self: __torch__.Kernels, caches: List[Tensor], source: int, target: int, count: int) -> Tensor:
    for i in range(len(caches) // 4):
      room = caches[4 * i]
      _0 = torch.copy_(torch.narrow(room[target], 0, 0, count), torch.narrow(room[source], 0, 0, count))
    return caches[0]

  # A layer's keys and values [P, K, E] in a cache of one row, as those of a prefix.
  def prefix(self: __torch__.Kernels, cache: List[Tensor]) -> List[Tensor]:
    return [cache[2], cache[3]]

  # Hidden states [N, D] to logits [N, V], always float32. The norm is in the activations' type.
  def final_logits(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: ${matrix}) -> Tensor:
    return self.head_product(self.normed_at_once(x, norm), head).float()
