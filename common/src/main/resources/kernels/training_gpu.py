  # The parts of a training layer on a GPU. Needs one of norm_training_*.py. An operation reads and writes numbers of ${activation}
  # and computes in float32, since a float32 copy of an input would cost more than the operation.
  # Norms' factors, angles and sums are float32. The same text with float32 as ${activation} is exact.

  # A norm's weight or a bias, in the type in which it is used.
  def vector(self: __torch__.Kernels, weight: Tensor) -> Tensor:
    return self.in_type(weight)

  # x [.., in] by weight [out, in].
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    if torch.numel(bias) == 0:
      y = torch.linear(x, weight)
    else:
      y = torch.linear(x, weight, bias)
    return y

  # The gradient [.., in] of a product's input.
  def product_back(self: __torch__.Kernels, dy: Tensor, weight: Tensor) -> Tensor:
    return torch.mm(dy, weight)

  # Gate and up [N, I] of normed input [N, D]. Apart, since operations on halves of rows are slow.
  def gate_and_up(self: __torch__.Kernels, n: Tensor, weight: Tensor) -> Tuple[Tensor, Tensor]:
    gate, up, = torch.chunk(weight, 2, 0)
    return (torch.linear(n, gate), torch.linear(n, up))

  # The gradient [N, D] of their input.
  def gate_and_up_back(self: __torch__.Kernels, gate: Tensor, up: Tensor, weight: Tensor) -> Tensor:
    first, second, = torch.chunk(weight, 2, 0)
    return torch.addmm_(torch.mm(gate, first), up, second)

  # What dropout keeps of each projection's input, as flags. The function is that of Dropout.java:
  # a token's two numbers a and d and a channel's number b give a b + d, in 32 bits that wrap. The
  # input is kept where this reaches ${leastKept}.
  # low[14]: a and d of each projection and token [7, N, 2]; low[15]: b of each channel. int32.
  def masks(self: __torch__.Kernels, low: List[Tensor], onward: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    if len(low) > 14:
      for projection in range(7):
        tokens = low[14][projection]
        if projection != 1 and projection != 2:
          tokens = self.chosen(tokens, onward)
        channels = torch.narrow(low[15], 0, 0, low[2 * projection].size(1)).unsqueeze(0)
        bits = torch.addcmul(torch.narrow(tokens, 1, 1, 1), torch.narrow(tokens, 1, 0, 1), channels)
        _0 = torch.append(masks, torch.ge(bits, ${leastKept}))
    return masks

  # A projection's input after dropout, for A. Dropout's backward is the product with the mask in one
  # operation.
  def undropped(self: __torch__.Kernels, x: Tensor, masks: List[Tensor], projection: int) -> Tensor:
    y = x
    if len(masks) > 0:
      y = torch.native_dropout_backward(x, masks[projection], 1.)
    return y

  # A projection's input after dropout multiplied by A: [.., R].
  def lowered(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    return torch.linear(self.undropped(x, masks, projection), low[2 * projection])

  # Adds u [.., R] multiplied by B to y, in place.
  def raised(self: __torch__.Kernels, y: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    return torch.addmm_(y, u, torch.t(low[2 * projection + 1]), beta=1., alpha=self.scale(masks))

  # The gradients of A and B. If `below` says so, the gradient of the projection's input x is added
  # to dx, in place.
  def adapted_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int, dx: Tensor, below: bool) -> Tuple[Tensor, Tensor]:
    s = self.scale(masks)
    du = torch.mul_(torch.mm(dy, low[2 * projection + 1]), s)
    a = torch.mm(torch.t(du), self.undropped(x, masks, projection))
    b = torch.mul_(torch.mm(torch.t(dy), u), s)
    if below:
      if len(masks) > 0:
        _0 = torch.add_(dx, self.undropped(torch.mm(du, low[2 * projection]), masks, projection))
      else:
        _1 = torch.addmm_(dx, du, low[2 * projection])
    return (a, b)

  # The input [.., I] of the last projection, and its product with A.
  def gated(self: __torch__.Kernels, gate: Tensor, up: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    m = torch.mul_(torch.silu(gate), up)
    return (m, self.lowered(m, low, masks, 6))

  # The gradients of A and B of the last projection. The gradients of gate and up take their places.
  # dm: the gradient of the projection's input without that of the low-rank part; it is overwritten.
  def gated_back(self: __torch__.Kernels, dy: Tensor, dm: Tensor, gate: Tensor, up: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    s = torch.silu(gate)
    a, b, = self.adapted_back(dy, s * up, u, low, masks, 6, dm, True)
    t = dm * up
    _0 = torch.mul(dm, s, out=up)
    _1 = torch.silu_backward(t, gate, grad_input=gate)
    return (a, b)

  # x [N, heads * E] rotated by [N, 1, 1, E]. The halves of a head are the two coordinates. With
  # `back`, the rotation is inverse.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    sign = 1.
    if back:
      sign = -1.
    h = ${headSize} // 2
    f = x.view([x.size(0), -1, ${headSize}])
    s = self.in_type(sin).view([-1, 1, ${headSize}])
    y = f * self.in_type(cos).view([-1, 1, ${headSize}])
    _0 = torch.addcmul_(torch.narrow(y, 2, 0, h), torch.narrow(f, 2, h, h), torch.narrow(s, 2, 0, h), value=-sign)
    _1 = torch.addcmul_(torch.narrow(y, 2, h, h), torch.narrow(f, 2, 0, h), torch.narrow(s, 2, h, h), value=sign)
    return y.view([x.size(0), -1])
