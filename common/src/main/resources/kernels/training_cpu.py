  # The parts of a training layer on the CPU, in float32: packed products, and all else in blocks of
  # rows that stay in a core's caches from one operation to the next.

  # A weight in the blocked layout with which the CPU multiplies fastest, for forward and backward.
  def packed(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.contiguous(weight.float()), ${packedRows})

  def packed_transposed(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(torch.contiguous(torch.t(weight.float())), ${packedRows})

  # A norm's weight or a bias, in the type in which it is used.
  def vector(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return weight

  # x [.., in] by weight [out, in]. Where copies are not held, this makes one and frees it.
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.numel(bias) == 0:
      b = annotate(Optional[Tensor], None)
    else:
      b = self.in_type(bias)
    w = weight
    if ${packsEachTime}:
      w = self.packed(weight)
    if ops.prim.is_mkldnn(w):
      y = ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, self.in_type(w), b)
    return y

  # The gradient [.., in] of a product's input; the weight is in the form for backward.
  def product_back(self: __torch__.Kernels, dy: Tensor, weight: Tensor) -> Tensor:
    w = weight
    if ${packsEachTime}:
      w = self.packed_transposed(weight)
    if ops.prim.is_mkldnn(w):
      dx = ops.mkldnn._linear_pointwise(dy, w, None, "none", annotate(List[Optional[number]], []), "")
    else:
      dx = torch.mm(dy, self.in_type(w))
    return dx

  # Gate and up [N, I] of normed input [N, D]: both halves of one product.
  def gate_and_up(self: __torch__.Kernels, n: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    gate, up, = torch.chunk(self.product(n, weight, torch.narrow(n.view([-1]), 0, 0, 0)), 2, 1)
    return (gate, up)

  # The gradient [N, D] of their input. They are the halves that gate_and_up has given.
  def gate_and_up_back(self: __torch__.Kernels, gate: Tensor, up: Tensor, weight: Tensor) -> Tensor:
    both = torch.as_strided(gate, [gate.size(0), 2 * gate.size(1)], [2 * gate.size(1), 1])
    return self.product_back(both, weight)

  # What dropout keeps of each projection's input: 1 where it is kept, else 0. Java has written it
  # behind the factors.
  def masks(self: __torch__.Kernels, low: List[Tensor], onward: Tensor) -> List[Tensor]:
    return torch.slice(low, 14, len(low))

  # The blocks of rows of `width` numbers: their first rows, and the end.
  def blocks(self: __torch__.Kernels, rows: int, width: int) -> List[int]:
    size = max(${leastRows}, ${cachedNumbers} // width)
    starts = annotate(List[int], [])
    for i in range((rows + size - 1) // size):
      _0 = torch.append(starts, i * size)
    _1 = torch.append(starts, rows)
    return starts

  # Some rows of a mask, as numbers.
  def kept_rows(self: __torch__.Kernels, mask: Tensor, first: int, count: int) -> Tensor:
    return torch.to(torch.narrow(mask, 0, first, count), 6)

  # A projection's input after dropout multiplied by A: [.., R].
  def lowered(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    a = torch.t(low[2 * projection])
    if len(masks) > 0:
      u = torch.empty([x.size(0), a.size(1)], dtype=6, device=x.device)
      starts = self.blocks(x.size(0), x.size(1))
      for i in range(len(starts) - 1):
        first = starts[i]
        count = starts[i + 1] - first
        part = torch.mul_(self.kept_rows(masks[projection], first, count), torch.narrow(x, 0, first, count))
        _0 = torch.mm(part, a, out=torch.narrow(u, 0, first, count))
    else:
      u = torch.mm(x, a)
    return u

  # The same for `count` projections from `first` on, which take the same input.
  def lowered_each(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], first: int, count: int) -> List[Tensor]:
    u = annotate(List[Tensor], [])
    for i in range(count):
      _0 = torch.append(u, self.lowered(x, low, masks, first + i))
    return u

  # Adds u [.., R] multiplied by B to y, in place.
  def raised(self: __torch__.Kernels, y: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    return torch.addmm_(y, u, torch.t(low[2 * projection + 1]), beta=1., alpha=self.scale(masks))

  # The gradient of B, and the gradient [.., R] of A's product.
  def raised_back(self: __torch__.Kernels, dy: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tuple[Tensor, Tensor]:
    s = self.scale(masks)
    zero = torch.zeros([1], dtype=6, device=dy.device)
    b = torch.t(torch.addmm(zero, torch.t(u), dy, beta=0., alpha=s))
    return (b, torch.addmm(zero, dy, low[2 * projection + 1], beta=0., alpha=s))

  # Some rows' part of A's gradient, which is added to a. kept: what dropout keeps of these rows x. If
  # `below` says so, the gradient of x is added to dx, in place.
  def lowered_back(self: __torch__.Kernels, a: Tensor, du: Tensor, x: Tensor, kept: Tensor, factor: Tensor, dx: Tensor, below: bool) -> Tensor:
    if below:
      _0 = torch.addcmul_(dx, torch.mm(du, factor), kept)
    return torch.addmm_(a, torch.t(du), torch.mul_(kept, x))

  # The gradients of A and B. If `below` says so, the gradient of the projection's input x is added
  # to dx, in place.
  def adapted_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int, dx: Tensor, below: bool) -> Tuple[Tensor, Tensor]:
    b, du, = self.raised_back(dy, u, low, masks, projection)
    factor = low[2 * projection]
    if len(masks) > 0:
      a = torch.zeros_like(factor)
      starts = self.blocks(x.size(0), x.size(1))
      for i in range(len(starts) - 1):
        first = starts[i]
        count = starts[i + 1] - first
        kept = self.kept_rows(masks[projection], first, count)
        _0 = self.lowered_back(a, torch.narrow(du, 0, first, count), torch.narrow(x, 0, first, count), kept, factor, torch.narrow(dx, 0, first, count), below)
    else:
      a = torch.mm(torch.t(du), x)
      if below:
        _1 = torch.addmm_(dx, du, factor)
    return (a, b)

  # The same for projections from `first` on, which take the same input.
  def adapted_back_each(self: __torch__.Kernels, dy: List[Tensor], x: Tensor, u: List[Tensor], low: List[Tensor], masks: List[Tensor], first: int, dx: Tensor, below: bool) -> List[Tensor]:
    slopes = annotate(List[Tensor], [])
    for i in range(len(dy)):
      a, b, = self.adapted_back(dy[i], x, u[i], low, masks, first + i, dx, below)
      slopes = torch.add(slopes, [a, b])
    return slopes

  def attention_inputs_back(self: __torch__.Kernels, dq: Tensor, dk: Tensor, dv: Tensor, n: Tensor, onward: Tensor, u: List[Tensor], w: List[Tensor], low: List[Tensor], masks: List[Tensor], below: bool) -> List[Tensor]:
    return self.attention_inputs_back_apart(dq, dk, dv, n, onward, u, w, low, masks, below)

  # The input [.., I] of the last projection, and its product with A.
  def gated(self: __torch__.Kernels, gate: Tensor, up: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    a = torch.t(low[12])
    m = torch.empty([gate.size(0), gate.size(1)], dtype=6, device=gate.device)
    u = torch.empty([gate.size(0), a.size(1)], dtype=6, device=gate.device)
    starts = self.blocks(gate.size(0), gate.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      part = torch.narrow(m, 0, first, count)
      _0 = torch.silu(torch.narrow(gate, 0, first, count), out=part)
      _1 = torch.mul_(part, torch.narrow(up, 0, first, count))
      if len(masks) > 0:
        part = torch.mul_(self.kept_rows(masks[6], first, count), part)
      _2 = torch.mm(part, a, out=torch.narrow(u, 0, first, count))
    return (m, u)

  # The gradients of A and B of the last projection. The gradients of gate and up take their places.
  # dm: the gradient of the projection's input without that of the low-rank part; it is overwritten.
  def gated_back(self: __torch__.Kernels, dy: Tensor, dm: Tensor, gate: Tensor, up: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    b, du, = self.raised_back(dy, u, low, masks, 6)
    factor = low[12]
    a = torch.zeros_like(factor)
    starts = self.blocks(gate.size(0), gate.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      g = torch.narrow(gate, 0, first, count)
      p = torch.narrow(up, 0, first, count)
      d = torch.narrow(dm, 0, first, count)
      low_slope = torch.narrow(du, 0, first, count)
      s = torch.silu(g)
      if len(masks) > 0:
        kept = self.kept_rows(masks[6], first, count)
        _0 = self.lowered_back(a, low_slope, s * p, kept, factor, d, True)
      else:
        _1 = torch.addmm_(a, torch.t(low_slope), s * p)
        _2 = torch.addmm_(d, low_slope, factor)
      t = d * p
      _3 = torch.mul(d, s, out=p)
      _4 = torch.silu_backward(t, g, grad_input=g)
    return (a, b)

  # The RMS norm of x, and the factor [N, 1] that it multiplies by.
  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    n = torch.empty_like(x)
    r = torch.empty([x.size(0), 1], dtype=6, device=x.device)
    starts = self.blocks(x.size(0), x.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      f = torch.narrow(x, 0, first, count)
      length = torch.linalg_vector_norm(f, 2, [-1], True)
      part = torch.narrow(r, 0, first, count)
      _0 = torch.copy_(part, torch.rsqrt(torch.add(length * length * (1. / x.size(1)), ${epsilon})))
      _1 = torch.mul_(torch.mul(f, part, out=torch.narrow(n, 0, first, count)), weight)
    return (n, r)

  def normed_again(self: __torch__.Kernels, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    n = torch.empty_like(x)
    starts = self.blocks(x.size(0), x.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      part = torch.narrow(n, 0, first, count)
      _0 = torch.mul(torch.narrow(x, 0, first, count), torch.narrow(r, 0, first, count), out=part)
      _1 = torch.mul_(part, weight)
    return n

  # The gradient of the norm's input, which takes the place of dn.
  def normed_back(self: __torch__.Kernels, dn: Tensor, x: Tensor, r: Tensor, weight: Tensor) -> Tensor:
    starts = self.blocks(x.size(0), x.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      f = torch.narrow(x, 0, first, count)
      factor = torch.narrow(r, 0, first, count)
      g = torch.mul_(torch.narrow(dn, 0, first, count), weight)
      c = torch.mean(g * f, [-1], True) * factor * factor * factor
      _0 = torch.addcmul_(torch.mul_(g, factor), f, c, value=-1.)
    return dn

  # x [N, heads * E] rotated by [N, 1, 1, E]. The halves of a head are the two coordinates. With
  # `back`, the rotation is inverse.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    sign = 1.
    if back:
      sign = -1.
    y = torch.empty([x.size(0), x.size(1)], dtype=6, device=x.device)
    h = ${headSize} // 2
    starts = self.blocks(x.size(0), x.size(1))
    for i in range(len(starts) - 1):
      first = starts[i]
      count = starts[i + 1] - first
      f = torch.narrow(x, 0, first, count).view([count, -1, ${headSize}])
      s = torch.narrow(sin, 0, first, count).view([count, 1, ${headSize}])
      z = torch.narrow(y, 0, first, count).view([count, -1, ${headSize}])
      _0 = torch.mul(f, torch.narrow(cos, 0, first, count).view([count, 1, ${headSize}]), out=z)
      _1 = torch.addcmul_(torch.narrow(z, 2, 0, h), torch.narrow(f, 2, h, h), torch.narrow(s, 2, 0, h), value=-sign)
      _2 = torch.addcmul_(torch.narrow(z, 2, h, h), torch.narrow(f, 2, 0, h), torch.narrow(s, 2, h, h), value=sign)
    return y
