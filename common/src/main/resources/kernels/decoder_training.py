  # The decoder's layers in training: forward, which keeps what backward needs, and backward written
  # out. Only what LoRA needs is computed: no gradient of the weights, and none below the first
  # layer. In the last layer, only the positions that predict a target are computed after attention.
  #
  # N tokens of all rows, one row after the other without padding; M of them are needed after
  # attention (N in every layer but the last); D hidden, I intermediate, H heads, K key-value heads,
  # G heads of one key-value head, E head width, R rank, V vocabulary.
  #
  # onward: the indices [M] of the needed tokens; empty for all.
  # sizes and segments: the attention of rows, see attention_training.py.
  # w, a layer's weights: 0 norm before attention [D]; 1 query [HE, D], 2 key and value [2KE, D], 3
  # and 4 their biases (empty where there are none); 5 attention output [D, HE]; 6 norm before the
  # feed-forward part [D]; 7 gate and up [2I, D]; 8 down [D, I]; then 1, 2, 5, 7, 8 as backward
  # needs them: transposed if they are packed, else the same again.
  # low, a layer's low-rank part: A [R, in] and B [out, R] of the projections query, key, value,
  # output, gate, up, down; with dropout, then a mask of each projection's input (1 where it is
  # kept, else 0).
  # Arithmetic is of type ${activation}; norms, angles, softmax and low-rank parts are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  # The rows of the query, and those of key and value, in joined weights or biases.
  def query_rows(self: __torch__.Kernels, joined: Tensor) -> Tensor:
    return torch.narrow(joined, 0, 0, min(joined.size(0), ${heads} * ${headSize}))

  def key_value_rows(self: __torch__.Kernels, joined: Tensor) -> Tensor:
    first = min(joined.size(0), ${heads} * ${headSize})
    return torch.narrow(joined, 0, first, joined.size(0) - first)

  # A weight in the blocked layout with which the CPU multiplies fastest, for forward and backward.
  def packed(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.contiguous(weight.float()), ${packedRows})

  def packed_transposed(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.contiguous(torch.t(weight.float())), ${packedRows})

  # x [.., in] by weight [out, in].
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.numel(bias) == 0:
      b = annotate(Optional[Tensor], None)
    else:
      b = self.in_type(bias)
    if ops.prim.is_mkldnn(weight):
      y = ops.mkldnn._linear_pointwise(x, weight, b, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, self.in_type(weight), b)
    return y

  # The gradient [.., in] of a product's input; the weight is in the form for backward.
  def product_back(self: __torch__.Kernels, dy: Tensor, weight: Tensor) -> Tensor:
    if ops.prim.is_mkldnn(weight):
      dx = ops.mkldnn._linear_pointwise(dy, weight, None, "none", annotate(List[Optional[number]], []), "")
    else:
      dx = torch.mm(dy, self.in_type(weight))
    return dx

  # A projection's input after dropout, for A.
  def undropped(self: __torch__.Kernels, x: Tensor, low: List[Tensor], projection: int) -> Tensor:
    y = x.float()
    if len(low) > 14:
      y = y * low[14 + projection]
    return y

  def scale(self: __torch__.Kernels, low: List[Tensor]) -> float:
    s = ${lora}
    if len(low) > 14:
      s = ${loraDropped}
    return s

  # A projection's input multiplied by A: [.., R].
  def lowered(self: __torch__.Kernels, x: Tensor, low: List[Tensor], projection: int) -> Tensor:
    return torch.linear(self.undropped(x, low, projection), low[2 * projection])

  # Adds u [.., R] multiplied by B to y, in place.
  def raised(self: __torch__.Kernels, y: Tensor, u: Tensor, low: List[Tensor], projection: int) -> Tensor:
    b = torch.t(low[2 * projection + 1])
    if y.dtype == u.dtype:
      z = torch.addmm_(y, u, b, beta=1., alpha=self.scale(low))
    else:
      z = torch.add_(y, torch.mm(u, b), alpha=self.scale(low))
    return z

  # The gradients of A and B. Where dx is not empty, the gradient of the projection's input x is
  # added to it, in place.
  def adapted_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, u: Tensor, low: List[Tensor], projection: int, dx: Tensor, below: bool) -> Tuple[Tensor, Tensor]:
    s = self.scale(low)
    g = dy.float()
    zero = torch.zeros([1], dtype=6, device=g.device)
    du = torch.addmm(zero, g, low[2 * projection + 1], beta=0., alpha=s)
    a = torch.mm(torch.t(du), self.undropped(x, low, projection))
    b = torch.t(torch.addmm(zero, torch.t(u), g, beta=0., alpha=s))
    if below:
      part = torch.mm(du, low[2 * projection])
      if len(low) > 14:
        part = torch.mul_(part, low[14 + projection])
      _0 = torch.add_(dx, part)
    return (a, b)

  # The RMS norm of x, and the factor [N, 1] that it multiplies by.
  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    f = x.float()
    r = torch.rsqrt(torch.mean(f * f, [-1], True) + ${epsilon})
    return (self.normed_again(x, r, weight), r)

  def normed_again(self: __torch__.Kernels, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    return self.in_type(torch.mul_(x.float() * r, weight))

  def normed_back(self: __torch__.Kernels, dn: Tensor, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    g = dn.float() * weight
    f = x.float()
    c = torch.mean(g * f, [-1], True) * r * r * r
    return self.in_type(torch.addcmul_(torch.mul_(g, r), f, c, value=-1.))

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

  # x [N, heads * E] rotated by [N, 1, 1, E]. The halves of a head are the two coordinates. With
  # `back`, the rotation is inverse.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    sign = 1.
    if back:
      sign = -1.
    f = x.float().view([x.size(0), -1, ${headSize}])
    s = sin.view([-1, 1, ${headSize}])
    y = f * cos.view([-1, 1, ${headSize}])
    h = ${headSize} // 2
    _0 = torch.addcmul_(torch.narrow(y, 2, 0, h), torch.narrow(f, 2, h, h), torch.narrow(s, 2, 0, h), value=-sign)
    _1 = torch.addcmul_(torch.narrow(y, 2, h, h), torch.narrow(f, 2, 0, h), torch.narrow(s, 2, h, h), value=sign)
    return self.in_type(y.view([x.size(0), -1]))

  # A layer's output [M, D] from its input [N, D], then what backward needs: the first norm's
  # factor, queries, keys, values, joined heads, the sum after attention, the second norm's factor,
  # gate and up, and the products of A with the seven projections' inputs. cos, sin: the tokens'
  # rotations [N, 1, 1, E].
  def trained_layer(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, onward: Tensor, sizes: List[int], segments: List[Tensor], w: List[Tensor], low: List[Tensor]) -> List[Tensor]:
    none = torch.narrow(w[0], 0, 0, 0)
    e = ${keyValueHeads} * ${headSize}
    n, r, = self.normed(x, w[0])
    some = self.chosen(n, onward)
    q = self.product(some, w[1], w[3])
    kv = self.product(n, w[2], w[4])
    u0 = self.lowered(some, low, 0)
    u1 = self.lowered(n, low, 1)
    u2 = self.lowered(n, low, 2)
    _0 = self.raised(q, u0, low, 0)
    _1 = self.raised(torch.narrow(kv, 1, 0, e), u1, low, 1)
    _2 = self.raised(torch.narrow(kv, 1, e, e), u2, low, 2)
    q = self.turned(q, self.chosen(cos, onward), self.chosen(sin, onward), False)
    k = self.turned(torch.narrow(kv, 1, 0, e), cos, sin, False)
    v = torch.narrow(kv, 1, e, e)
    o = self.attended(q, k, v, sizes, segments)
    u3 = self.lowered(o, low, 3)
    h = torch.add_(self.raised(self.product(o, w[5], none), u3, low, 3), self.chosen(x, onward))
    n2, r2, = self.normed(h, w[6])
    both = self.product(n2, w[7], none)
    gate, up, = torch.chunk(both, 2, 1)
    u4 = self.lowered(n2, low, 4)
    u5 = self.lowered(n2, low, 5)
    _3 = self.raised(gate, u4, low, 4)
    _4 = self.raised(up, u5, low, 5)
    m = torch.mul_(torch.silu(gate), up)
    u6 = self.lowered(m, low, 6)
    y = torch.add_(self.raised(self.product(m, w[8], none), u6, low, 6), h)
    return [y, r, q, k, v, o, h, r2, both, u0, u1, u2, u3, u4, u5, u6]

  # The gradients of A and B of the seven projections, from the gradient [M, D] of a layer's output.
  # Before them, if it is asked for, the gradient of the layer's input [N, D]. kept: what
  # trained_layer returned after its output; it is overwritten.
  def trained_layer_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, cos: Tensor, sin: Tensor, onward: Tensor, sizes: List[int], segments: List[Tensor], w: List[Tensor], low: List[Tensor], kept: List[Tensor], below: bool) -> List[Tensor]:
    o = kept[4]
    h = kept[5]
    gate, up, = torch.chunk(kept[7], 2, 1)
    s = torch.silu(gate)
    m = s * up
    dm = self.product_back(dy, w[13])
    a6, b6, = self.adapted_back(dy, m, kept[14], low, 6, dm, True)
    t = dm * up
    _0 = torch.mul(dm, s, out=up)
    _1 = torch.silu_backward(t, gate, grad_input=gate)
    n2 = self.normed_again(h, kept[6], w[6])
    dn2 = self.product_back(kept[7], w[12])
    a4, b4, = self.adapted_back(gate, n2, kept[12], low, 4, dn2, True)
    a5, b5, = self.adapted_back(up, n2, kept[13], low, 5, dn2, True)
    dh = torch.add_(self.normed_back(dn2, h, kept[6], w[6]), dy)
    do = self.product_back(dh, w[11])
    a3, b3, = self.adapted_back(dh, o, kept[11], low, 3, do, True)
    dq, dk, dv, = self.attended_back(do, kept[1], kept[2], kept[3], sizes, segments)
    dq = self.turned(dq, self.chosen(cos, onward), self.chosen(sin, onward), True)
    dk = self.turned(dk, cos, sin, True)
    n = self.normed_again(x, kept[0], w[0])
    some = self.chosen(n, onward)
    dsome = dq
    dn = dk
    if below:
      dsome = self.product_back(dq, w[9])
      dn = self.product_back(torch.cat([dk, dv], 1), w[10])
    a0, b0, = self.adapted_back(dq, some, kept[8], low, 0, dsome, below)
    a1, b1, = self.adapted_back(dk, n, kept[9], low, 1, dn, below)
    a2, b2, = self.adapted_back(dv, n, kept[10], low, 2, dn, below)
    slopes = [a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6]
    if below:
      dx = self.normed_back(self.joined_by(dn, onward, dsome), x, kept[0], w[0])
      slopes = torch.add([self.joined_by(dx, onward, dh)], slopes)
    return slopes

  # All elements of all tensors, one tensor after the other.
  def joined(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    flat = annotate(List[Tensor], [])
    for part in parts:
      _0 = torch.append(flat, torch.flatten(part))
    return torch.cat(flat)
