  # The parts of a training layer on the CPU: packed products, and norms, angles and low-rank parts in
  # float32.

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

  # A projection's input after dropout, for A.
  def undropped(self: __torch__.Kernels, x: Tensor, masks: List[Tensor], projection: int) -> Tensor:
    y = x.float()
    if len(masks) > 0:
      y = torch.mul_(torch.to(masks[projection], 6), y)
    return y

  # Adds u [.., R] multiplied by B to y, in place.
  def raised(self: __torch__.Kernels, y: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    b = torch.t(low[2 * projection + 1])
    if y.dtype == u.dtype:
      z = torch.addmm_(y, u, b, beta=1., alpha=self.scale(masks))
    else:
      z = torch.add_(y, torch.mm(u, b), alpha=self.scale(masks))
    return z

  # The gradients of A and B. If `below` says so, the gradient of the projection's input x is added
  # to dx, in place.
  def adapted_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int, dx: Tensor, below: bool) -> Tuple[Tensor, Tensor]:
    s = self.scale(masks)
    g = dy.float()
    zero = torch.zeros([1], dtype=6, device=g.device)
    du = torch.addmm(zero, g, low[2 * projection + 1], beta=0., alpha=s)
    b = torch.t(torch.addmm(zero, torch.t(u), g, beta=0., alpha=s))
    if len(masks) > 0:
      mask = torch.to(masks[projection], 6)
      a = torch.mm(torch.t(du), mask * x.float())
      if below:
        _0 = torch.addcmul_(dx, torch.mm(du, low[2 * projection]), mask)
    else:
      a = torch.mm(torch.t(du), x.float())
      if below:
        _1 = torch.add_(dx, torch.mm(du, low[2 * projection]))
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
