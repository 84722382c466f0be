  # Parts of training's layers by our own operators, see operators.cu. operators_libtorch.py has the
  # same functions, and describes them. Operators see addresses alone, so that layouts are tested here.

  # A matrix whose rows may be apart. The numbers of a row lie next to each other.
  def in_rows(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if x.size(1) > 1 and x.stride(1) != 1:
      ops.prim.RaiseException("an operator takes rows whose numbers lie next to each other")
    return x

  def without_gaps(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if not x.is_contiguous():
      ops.prim.RaiseException("an operator takes matrices without gaps")
    return x

  def keep(self: __torch__.Kernels, tokens: Tensor, channels: Tensor) -> Tensor:
    return self.without_gaps(tokens)

  def kept(self: __torch__.Kernels, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    y = torch.empty([x.size(0), x.size(1)], dtype=${activation}, device=x.device)
    return ops.wordsight.dropout(y, self.in_rows(x), keep, channels, ${activation}, x.size(0), x.size(1), x.size(1), x.stride(0), ${leastKept}, 0)

  def add_kept(self: __torch__.Kernels, y: Tensor, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    return ops.wordsight.dropout(self.in_rows(y), self.in_rows(x), keep, channels, ${activation}, x.size(0), x.size(1), y.stride(0), x.stride(0), ${leastKept}, 1)

  def gated_product(self: __torch__.Kernels, gate: Tensor, up: Tensor) -> Tensor:
    m = torch.empty_like(self.without_gaps(gate))
    return ops.wordsight.gated(m, m, gate, self.without_gaps(up), gate, gate, ${activation}, gate.size(0), gate.size(1), 0, 1)

  def gated_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tuple[Tensor, Tensor]:
    m = torch.empty_like(self.without_gaps(gate))
    dropped = torch.empty_like(gate)
    _0 = ops.wordsight.gated(m, dropped, gate, self.without_gaps(up), keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 3)
    return (m, dropped)

  def gated_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    dropped = torch.empty_like(self.without_gaps(gate))
    _0 = ops.wordsight.gated(dropped, dropped, gate, self.without_gaps(up), keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 2)
    return dropped

  def gate_slopes(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor) -> Tensor:
    return ops.wordsight.gated_back(self.without_gaps(gate), self.without_gaps(up), self.without_gaps(dm), ${activation}, gate.size(0), gate.size(1))

  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    y = torch.empty([x.size(0), x.size(1)], dtype=${activation}, device=x.device)
    return ops.wordsight.turned(y, self.in_rows(x), torch.contiguous(cos), torch.contiguous(sin), ${activation}, x.size(0), x.size(1) // 2, ${headSize} // 2, x.stride(0), int(back))
