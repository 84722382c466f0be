  # The vision tower of Mllama: tiles of patches, two transformers over all tiles of an image, and the
  # projection of the last states and some earlier ones.
  #
  # I images of equally many tiles (one: an image goes through by itself), S slots for tiles of each
  # (those without a tile are zero), P patches of a tile with its class token, L pixels of a tile's
  # side, D hidden, H heads, E head width, T width of the language part. N positions of an image: first
  # S * P patches, tile by tile, then S times the empty positions that fill a tile's patches up to a
  # multiple of eight.
  #
  # w, a layer's weights: 0 and 1 norm before attention, 2 query-key-value [3D, D], 3 output [D, D],
  # 4 and 5 norm before the feed-forward part, 6 and 7 first, 8 and 9 second layer of that; in a global
  # layer 10 and 11 the gates of both parts. Norms and gates are float32.
  # Arithmetic is of type ${activation}; norms and softmax are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return self.in_type(torch.layer_norm(x.float(), [x.size(-1)], weight, bias, ${epsilon}))

  # The norms outside of layers, whose epsilon is always this.
  def normed_outside(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return self.in_type(torch.layer_norm(x.float(), [x.size(-1)], weight, bias, 1.0e-05))

  def projected_by(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, self.in_type(weight), self.in_type(bias))

  # The part of a table [layouts, S * n * D] for each image's layout [I], after its gate: [I, S, n,
  # D].
  def of_layout(self: __torch__.Kernels, layouts: Tensor, gate: Tensor, table: Tensor, width: int) -> Tensor:
    rows = torch.embedding(table, layouts).view([layouts.size(0), ${slots}, -1, width])
    return self.in_type(torch.tanh(gate) * rows.float())

  # Pixels [I, S, 3, L, L] and layouts [I] to hidden states [I, N, D]. w: 0 patches [D, 3 * patch],
  # 1 and 2 gate and table of tiles, 3 class token, 4 gate, 5 table of patches [P, D] and 6 of patches
  # in tiles, 7 and 8 norm.
  def embedded(self: __torch__.Kernels, pixels: Tensor, layouts: Tensor, w: List[Tensor]) -> Tensor:
    i = pixels.size(0)
    side = ${grid} * ${patchSize}
    whole = torch.narrow(torch.narrow(self.in_type(pixels), 3, 0, side), 4, 0, side)
    squares = torch.reshape(whole, [i * ${slots}, 3, ${grid}, ${patchSize}, ${grid}, ${patchSize}])
    patches = torch.reshape(torch.permute(squares, [0, 2, 4, 1, 3, 5]), [i, ${slots}, ${grid} * ${grid}, -1])
    x = torch.linear(patches, self.in_type(w[0]))
    d = x.size(-1)
    x = x + self.of_layout(layouts, w[1], w[2], d)
    first = torch.expand(self.in_type(w[3]), [i, ${slots}, 1, d])
    x = torch.cat([first, x], 2)
    x = x + self.in_type((1 - torch.tanh(w[4])) * w[5].float()) + self.of_layout(layouts, w[4], w[6], d)
    x = torch.reshape(self.normed_outside(x, w[7], w[8]), [i, -1, d])
    return torch.cat([x, torch.zeros([i, ${slots} * ${padding}, d], dtype=${activation}, device=x.device)], 1)

  # seen: the first positions, those of patches of tiles. They attend to all positions, and other
  # positions attend to them only. So only pairs of positions that are both not seen are masked.
  def layer(self: __torch__.Kernels, x: Tensor, seen: Tensor, w: List[Tensor]) -> Tensor:
    i = x.size(0)
    n = x.size(1)
    s = int(torch.item(seen))
    joined = torch.linear(self.normed(x, w[0], w[1]), self.in_type(w[2]))
    heads = torch.permute(joined.view([i, n, 3, ${heads}, ${headSize}]), [2, 0, 3, 1, 4])
    q, k, v, = heads[0], heads[1], heads[2]
    all = torch.scaled_dot_product_attention(torch.narrow(q, 2, 0, s), k, v, None, 0., False)
    some = torch.scaled_dot_product_attention(torch.narrow(q, 2, s, n - s), torch.narrow(k, 2, 0, s), torch.narrow(v, 2, 0, s), None, 0., False)
    o = torch.cat([all, some], 2)
    o = torch.linear(torch.reshape(o.transpose(1, 2), [i, n, -1]), self.in_type(w[3]))
    if len(w) > 10:
      o = self.in_type(torch.tanh(w[10]) * o)
    h = x + o
    m = torch.gelu(self.projected_by(self.normed(h, w[4], w[5]), w[6], w[7]))
    m = self.projected_by(m, w[8], w[9])
    if len(w) > 10:
      m = self.in_type(torch.tanh(w[11]) * m)
    return h + m

  # From the last local to the first global layer. w: 0 and 1 norm, 2 and 3 gate and table of tiles.
  def between(self: __torch__.Kernels, x: Tensor, layouts: Tensor, w: List[Tensor]) -> Tensor:
    i = x.size(0)
    d = x.size(-1)
    n = self.normed_outside(x, w[0], w[1])
    tiles = self.of_layout(layouts, w[2], w[3], d)
    empty = ${slots} * ${padding}
    patches = torch.narrow(n, 1, 0, x.size(1) - empty).view([i, ${slots}, -1, d]) + tiles
    rest = torch.narrow(n, 1, x.size(1) - empty, empty).view([i, ${slots}, -1, d]) + tiles
    return torch.cat([torch.reshape(patches, [i, -1, d]), torch.reshape(rest, [i, -1, d])], 1)

  # Last states x and earlier states of one image, each [1, N, D], to the states for the language
  # part [S * P, T]. The values of earlier states alternate. w: weight and bias.
  def projected(self: __torch__.Kernels, x: Tensor, earlier: List[Tensor], w: List[Tensor]) -> Tensor:
    s = x.size(1) - ${slots} * ${padding}
    parts = annotate(List[Tensor], [])
    for state in earlier:
      _0 = torch.append(parts, torch.narrow(state, 1, 0, s))
    stacked = torch.reshape(torch.stack(parts, -1), [x.size(0), s, -1])
    states = self.projected_by(torch.cat([torch.narrow(x, 1, 0, s), stacked], -1), w[0], w[1])
    return states[0]
