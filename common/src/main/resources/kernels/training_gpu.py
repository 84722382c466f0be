  # The parts of a training layer on a GPU. Needs one of norm_training_*.py and one of
  # operators_*.py. An operation reads and writes numbers of ${activation} and computes in float32, since a float32
  # copy of an input would cost more than the operation.
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

  # What dropout keeps of each projection's input.
  # low[14]: the numbers of each projection and token [7, N, 2]; low[15]: those of each channel. int32.
  def masks(self: __torch__.Kernels, low: List[Tensor], onward: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    if len(low) > 14:
      for projection in range(7):
        tokens = low[14][projection]
        if projection != 1 and projection != 2:
          tokens = self.chosen(tokens, onward)
        _0 = torch.append(masks, self.keep(tokens, self.channels(low, projection)))
    return masks

  # The numbers of the channels of a projection's input.
  def channels(self: __torch__.Kernels, low: List[Tensor], projection: int) -> Tensor:
    return torch.narrow(low[15], 0, 0, low[2 * projection].size(1))

  # A projection's input after dropout, for A.
  def undropped(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    y = x
    if len(masks) > 0:
      y = self.kept(x, masks[projection], self.channels(low, projection))
    return y

  # A projection's input after dropout multiplied by A: [.., R].
  def lowered(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    return torch.linear(self.undropped(x, low, masks, projection), low[2 * projection])

  # The same for `count` projections from `first` on, which take the same input: two or three.
  def lowered_each(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], first: int, count: int) -> List[Tensor]:
    inputs = self.undropped_each(x, low, masks, first, count)
    u = annotate(List[Tensor], [])
    for i in range(count):
      _0 = torch.append(u, torch.linear(inputs[i], low[2 * (first + i)]))
    return u

  def undropped_each(self: __torch__.Kernels, x: Tensor, low: List[Tensor], masks: List[Tensor], first: int, count: int) -> List[Tensor]:
    if len(masks) > 0:
      inputs = self.kept_each(x, torch.slice(masks, first, first + count), self.channels(low, first))
    else:
      inputs = annotate(List[Tensor], [])
      for i in range(count):
        _0 = torch.append(inputs, x)
    return inputs

  # Adds u [.., R] multiplied by B to y, in place.
  def raised(self: __torch__.Kernels, y: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tensor:
    return torch.addmm_(y, u, torch.t(low[2 * projection + 1]), beta=1., alpha=self.scale(masks))

  # The gradients of A and B. If `below` says so, the gradient of the projection's input x is added
  # to dx, in place.
  def adapted_back(self: __torch__.Kernels, dy: Tensor, x: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int, dx: Tensor, below: bool) -> Tuple[Tensor, Tensor]:
    b, du, = self.raised_back(dy, u, low, masks, projection)
    a = torch.mm(torch.t(du), self.undropped(x, low, masks, projection))
    if below:
      if len(masks) > 0:
        part = torch.mm(du, low[2 * projection])
        _0 = self.add_kept(dx, part, masks[projection], self.channels(low, projection))
      else:
        _1 = torch.addmm_(dx, du, low[2 * projection])
    return (a, b)

  # The same for projections from `first` on, which take the same input: two or three.
  def adapted_back_each(self: __torch__.Kernels, dy: List[Tensor], x: Tensor, u: List[Tensor], low: List[Tensor], masks: List[Tensor], first: int, dx: Tensor, below: bool) -> List[Tensor]:
    inputs = self.undropped_each(x, low, masks, first, len(dy))
    slopes = annotate(List[Tensor], [])
    for i in range(len(dy)):
      b, du, = self.raised_back(dy[i], u[i], low, masks, first + i)
      slopes = torch.add(slopes, [torch.mm(torch.t(du), inputs[i]), b])
      if below:
        factor = low[2 * (first + i)]
        if len(masks) > 0:
          # A part of the input's gradient takes the place of the input after dropout.
          _0 = torch.mm(du, factor, out=inputs[i])
        else:
          _1 = torch.addmm_(dx, du, factor)
    if below and len(masks) > 0:
      keeps = torch.slice(masks, first, first + len(dy))
      _2 = self.add_kept_each(dx, inputs, keeps, self.channels(low, first))
    return slopes

  def attention_inputs_back(self: __torch__.Kernels, dq: Tensor, dk: Tensor, dv: Tensor, n: Tensor, onward: Tensor, u: List[Tensor], w: List[Tensor], low: List[Tensor], masks: List[Tensor], below: bool) -> List[Tensor]:
    if torch.numel(onward) > 0:
      slopes = self.attention_inputs_back_apart(dq, dk, dv, n, onward, u, w, low, masks, below)
    else:
      dn = dq
      if below:
        dn = torch.addmm_(self.product_back(dq, w[9]), torch.cat([dk, dv], 1), w[10])
      slopes = self.adapted_back_each([dq, dk, dv], n, u, low, masks, 0, dn, below)
      if below:
        slopes = torch.add([dn], slopes)
    return slopes

  # The gradient of B, and the gradient [.., R] of A's product.
  def raised_back(self: __torch__.Kernels, dy: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor], projection: int) -> Tuple[Tensor, Tensor]:
    s = self.scale(masks)
    # With beta 0, a sum's first argument gives its shape alone.
    b = torch.addmm(low[2 * projection + 1], torch.t(dy), u, beta=0., alpha=s)
    return (b, torch.addmm(u, dy, low[2 * projection + 1], beta=0., alpha=s))

  # The input [.., I] of the last projection, and its product with A.
  def gated(self: __torch__.Kernels, gate: Tensor, up: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    if len(masks) > 0:
      m, dropped, = self.gated_and_kept(gate, up, masks[6], self.channels(low, 6))
    else:
      m = self.gated_product(gate, up)
      dropped = m
    return (m, torch.linear(dropped, low[12]))

  # The gradients of A and B of the last projection. The gradients of gate and up take their places.
  # dm: the gradient of the projection's input without that of the low-rank part; it is overwritten.
  def gated_back(self: __torch__.Kernels, dy: Tensor, dm: Tensor, gate: Tensor, up: Tensor, u: Tensor, low: List[Tensor], masks: List[Tensor]) -> Tuple[Tensor, Tensor]:
    b, du, = self.raised_back(dy, u, low, masks, 6)
    if len(masks) > 0:
      part = torch.mm(du, low[12])
      dropped = self.gate_slopes_and_kept(gate, up, dm, part, masks[6], self.channels(low, 6))
    else:
      dropped = self.gate_slopes(gate, up, torch.addmm_(dm, du, low[12]))
    return (torch.mm(torch.t(du), dropped), b)
