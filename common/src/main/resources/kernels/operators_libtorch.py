  # Parts of a GPU's layers by operations of libtorch, for a device that cannot use our own
  # operators. Matrices are [N, width], of type ${activation}; a row's numbers lie without gaps.

  # What dropout keeps of inputs, in the form that other functions take. tokens: the numbers a and d of
  # each token [N, 2]; channels: the number b of each channel; int32. An input is kept where a b + d, in
  # 32 bits that wrap, reaches ${leastKept}, see Dropout.java.
  def keep(self: __torch__.Kernels, tokens: Tensor, channels: Tensor) -> Tensor:
    bits = torch.addcmul(torch.narrow(tokens, 1, 1, 1), torch.narrow(tokens, 1, 0, 1), channels.unsqueeze(0))
    return torch.ge(bits, ${leastKept})

  # Inputs after dropout. Dropout's backward is the product with flags in one operation.
  def kept(self: __torch__.Kernels, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    return torch.native_dropout_backward(x, keep, 1.)

  # Adds inputs after dropout to y, in place.
  def add_kept(self: __torch__.Kernels, y: Tensor, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    return torch.add_(y, self.kept(x, keep, channels))

  # The same input after each of two or three dropouts. It is without gaps.
  def kept_each(self: __torch__.Kernels, x: Tensor, keeps: List[Tensor], channels: Tensor) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for keep in keeps:
      _0 = torch.append(parts, self.kept(x, keep, channels))
    return parts

  # Adds two or three inputs, each after its dropout, to y, in place. All are without gaps.
  def add_kept_each(self: __torch__.Kernels, y: Tensor, parts: List[Tensor], keeps: List[Tensor], channels: Tensor) -> Tensor:
    for i in range(len(parts)):
      _0 = self.add_kept(y, parts[i], keeps[i], channels)
    return y

  # silu(gate) up. The matrices are without gaps.
  def gated_product(self: __torch__.Kernels, gate: Tensor, up: Tensor) -> Tensor:
    return torch.mul_(torch.silu(gate), up)

  # The same, and what dropout keeps of it.
  def gated_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tuple[Tensor, Tensor]:
    m = self.gated_product(gate, up)
    return (m, self.kept(m, keep, channels))

  # silu(gate) up. Then the gradients of gate and up take their places, from dm, that of silu(gate) up,
  # which is overwritten.
  def gate_slopes(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor) -> Tensor:
    return self.gate_slopes_to(torch.empty_like(gate), gate, up, dm)

  # What dropout keeps of silu(gate) up. Its gradient is dm and what dropout keeps of a part, which are
  # both overwritten.
  def gate_slopes_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor, part: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    _0 = self.add_kept(dm, part, keep, channels)
    return self.kept(self.gate_slopes_to(part, gate, up, dm), keep, channels)

  def gate_slopes_to(self: __torch__.Kernels, m: Tensor, gate: Tensor, up: Tensor, dm: Tensor) -> Tensor:
    s = torch.silu(gate)
    t = dm * up
    _0 = torch.mul(s, up, out=m)
    _1 = torch.mul(dm, s, out=up)
    _2 = torch.silu_backward(t, gate, grad_input=gate)
    return m

  # x [N, heads * E] rotated by cos and sin [N, 1, 1, E] or [1, 1, N, E], float32. The halves of a
  # head are the two coordinates. With `back`, the rotation is inverse.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    sign = 1.
    if back:
      sign = -1.
    h = ${headSize} // 2
    f = x.view([x.size(0), -1, ${headSize}])
    s = torch.to(sin, ${activation}).view([-1, 1, ${headSize}])
    y = f * torch.to(cos, ${activation}).view([-1, 1, ${headSize}])
    _0 = torch.addcmul_(torch.narrow(y, 2, 0, h), torch.narrow(f, 2, h, h), torch.narrow(s, 2, 0, h), value=-sign)
    _1 = torch.addcmul_(torch.narrow(y, 2, h, h), torch.narrow(f, 2, 0, h), torch.narrow(s, 2, h, h), value=sign)
    return y.view([x.size(0), -1])
