  # The decoder's layers in training: forward, which keeps what backward needs, and backward written
  # out. Only what LoRA needs is computed: no gradient of the weights, and none below the first
  # layer. In the last layer, only the positions that predict a target are computed after attention.
  # Needs the parts of a layer, training_cpu.py or training_gpu.py, and their attention.
  #
  # N tokens of all rows, one row after the other without padding; M of them are needed after
  # attention (N in every layer but the last); D hidden, I intermediate, H heads, K key-value heads,
  # G heads of one key-value head, E head width, R rank, V vocabulary.
  #
  # onward: the indices [M] of the needed tokens; empty for all.
  # sizes and segments: the attention of rows, see attention_training_*.py.
  # w, a layer's weights: 0 norm before attention [D]; 1 query [HE, D], 2 key and value [2KE, D], 3
  # and 4 their biases (empty where there are none); 5 attention output [D, HE]; 6 norm before the
  # feed-forward part [D]; 7 gate and up [2I, D]; 8 down [D, I]; then 1, 2, 5, 7, 8 as backward
  # needs them: transposed if they are packed, else the same again.
  # low, a layer's low-rank part: A [R, in] and B [out, R] of the projections query, key, value,
  # output, gate, up, down; with dropout, then what `masks` needs.
  # masks: what dropout keeps of each projection's input; empty without dropout.
  # Arithmetic is of type ${activation}.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  # The rows of the query, and those of key and value, in joined weights or biases.
  def query_rows(self: __torch__.Kernels, joined: Tensor) -> Tensor:
    return torch.narrow(joined, 0, 0, min(joined.size(0), ${heads} * ${headSize}))

  def key_value_rows(self: __torch__.Kernels, joined: Tensor) -> Tensor:
    first = min(joined.size(0), ${heads} * ${headSize})
    return torch.narrow(joined, 0, first, joined.size(0) - first)

  def chosen(self: __torch__.Kernels, x: Tensor, onward: Tensor) -> Tensor:
    if torch.numel(onward) > 0:
      x = torch.index_select(x, 0, onward)
    return x

  # Adds a part, in place, to the needed rows of x.
  def joined_by(self: __torch__.Kernels, x: Tensor, onward: Tensor, part: Tensor) -> Tensor:
    if torch.numel(onward) > 0:
      y = torch.index_add_(x, 0, onward, part)
    else:
      y = torch.add_(x, part)
    return y

  # The factor of the low-rank products.
  def scale(self: __torch__.Kernels, masks: List[Tensor]) -> float:
    s = ${lora}
    if len(masks) > 0:
      s = ${loraDropped}
    return s

  # A layer's output [M, D] from its input [N, D], then what backward needs: the first norm's
  # factor, queries, keys, values, joined heads, the sum after attention, the second norm's factor,
  # gate, up, the products of A with the seven projections' inputs, the masks, and what attention
  # needs. cos, sin: the tokens' rotations [N, 1, 1, E].
  def trained_layer(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, onward: Tensor, sizes: List[int], segments: List[Tensor], w: List[Tensor], low: List[Tensor]) -> List[Tensor]:
    none = torch.narrow(w[0], 0, 0, 0)
    e = ${keyValueHeads} * ${headSize}
    masks = self.masks(low, onward)
    n, r, = self.normed(x, w[0])
    some = self.chosen(n, onward)
    q = self.product(some, w[1], w[3])
    kv = self.product(n, w[2], w[4])
    if torch.numel(onward) > 0:
      u = torch.add([self.lowered(some, low, masks, 0)], self.lowered_each(n, low, masks, 1, 2))
    else:
      u = self.lowered_each(n, low, masks, 0, 3)
    _0 = self.raised(q, u[0], low, masks, 0)
    _1 = self.raised(torch.narrow(kv, 1, 0, e), u[1], low, masks, 1)
    _2 = self.raised(torch.narrow(kv, 1, e, e), u[2], low, masks, 2)
    q = self.turned(q, self.chosen(cos, onward), self.chosen(sin, onward), False)
    k = self.turned(torch.narrow(kv, 1, 0, e), cos, sin, False)
    v = torch.narrow(kv, 1, e, e)
    o, saved, = self.attended(q, k, v, sizes, segments)
    u3 = self.lowered(o, low, masks, 3)
    h = torch.add_(self.raised(self.product(o, w[5], none), u3, low, masks, 3), self.chosen(x, onward))
    n2, r2, = self.normed(h, w[6])
    gate, up, = self.gate_and_up(n2, w[7])
    fed = self.lowered_each(n2, low, masks, 4, 2)
    _3 = self.raised(gate, fed[0], low, masks, 4)
    _4 = self.raised(up, fed[1], low, masks, 5)
    m, u6, = self.gated(gate, up, low, masks)
    y = torch.add_(self.raised(self.product(m, w[8], none), u6, low, masks, 6), h)
    lowered = torch.add(torch.add(torch.add(u, [u3]), fed), [u6])
    return torch.add(torch.add(torch.add([y, r, q, k, v, o, h, r2, gate, up], lowered), masks), saved)

  # Backward of the projections that attention takes, whose input [N, D] is n. u: their products with A.
  # Returns the gradients of A and B and, before them, if `below` says so, that of n.
  def attention_inputs_back_apart(self: __torch__.Kernels, dq: Tensor, dk: Tensor, dv: Tensor, n: Tensor, onward: Tensor, u: List[Tensor], w: List[Tensor], low: List[Tensor], masks: List[Tensor], below: bool) -> List[Tensor]:
    some = self.chosen(n, onward)
    dsome = dq
    dn = dk
    if below:
      dsome = self.product_back(dq, w[9])
      dn = self.product_back(torch.cat([dk, dv], 1), w[10])
    a, b, = self.adapted_back(dq, some, u[0], low, masks, 0, dsome, below)
    slopes = torch.add([a, b], self.adapted_back_each([dk, dv], n, torch.slice(u, 1, 3), low, masks, 1, dn, below))
    if below:
      slopes = torch.add([self.joined_by(dn, onward, dsome)], slopes)
    return slopes

  # The gradients of A and B of the seven projections, from the gradient [M, D] of a layer's output.
  # Before them, if it is asked for, the gradient of the layer's input [N, D]. kept: what
  # trained_layer returned after its output; it is overwritten.
  def trained_layer_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, cos: Tensor, sin: Tensor, onward: Tensor, sizes: List[int], segments: List[Tensor], w: List[Tensor], low: List[Tensor], kept: List[Tensor], below: bool) -> List[Tensor]:
    end = 16
    if len(low) > 14:
      end = 23
    masks = torch.slice(kept, 16, end)
    saved = torch.slice(kept, end, len(kept))
    o = kept[4]
    h = kept[5]
    gate = kept[7]
    up = kept[8]
    a6, b6, = self.gated_back(dy, self.product_back(dy, w[13]), gate, up, kept[15], low, masks)
    n2 = self.normed_again(h, kept[6], w[6])
    dn2 = self.gate_and_up_back(gate, up, w[12])
    fed = self.adapted_back_each([gate, up], n2, torch.slice(kept, 13, 15), low, masks, 4, dn2, True)
    dh = torch.add_(self.normed_back(dn2, h, kept[6], w[6]), dy)
    do = self.product_back(dh, w[11])
    a3, b3, = self.adapted_back(dh, o, kept[12], low, masks, 3, do, True)
    dq, dk, dv, = self.attended_back(do, kept[1], kept[2], kept[3], o, saved, sizes, segments)
    dq = self.turned(dq, self.chosen(cos, onward), self.chosen(sin, onward), True)
    dk = self.turned(dk, cos, sin, True)
    n = self.normed_again(x, kept[0], w[0])
    slopes = self.attention_inputs_back(dq, dk, dv, n, onward, torch.slice(kept, 9, 12), w, low, masks, below)
    if below:
      dx = self.normed_back(slopes[0], x, kept[0], w[0])
      slopes[0] = self.joined_by(dx, onward, dh)
    return torch.add(torch.add(torch.add(slopes, [a3, b3]), fed), [a6, b6])
