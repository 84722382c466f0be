  # Parts of a GPU's layers by our own operators, see operators.cu. operators_libtorch.py has the
  # same functions, and describes them. Operators see addresses alone, so types and layouts are tested
  # here.

  # A matrix whose rows may be apart. The numbers of a row lie next to each other.
  def in_rows(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if x.dtype != ${activation} or (x.size(1) > 1 and x.stride(1) != 1):
      ops.prim.RaiseException("an operator takes rows of its type whose numbers lie next to each other")
    return x

  def without_gaps(self: __torch__.Kernels, x: Tensor, type: int) -> Tensor:
    if x.dtype != type or not x.is_contiguous():
      ops.prim.RaiseException("an operator takes matrices of its type without gaps")
    return x

  def keep(self: __torch__.Kernels, tokens: Tensor, channels: Tensor) -> Tensor:
    _0 = self.without_gaps(channels, 3)
    return self.without_gaps(tokens, 3)

  def kept(self: __torch__.Kernels, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    y = torch.empty([x.size(0), x.size(1)], dtype=${activation}, device=x.device)
    return ops.wordsight.dropout(y, self.in_rows(x), keep, channels, ${activation}, x.size(0), x.size(1), x.size(1), x.stride(0), ${leastKept}, 0)

  def add_kept(self: __torch__.Kernels, y: Tensor, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    return ops.wordsight.dropout(self.in_rows(y), self.in_rows(x), keep, channels, ${activation}, x.size(0), x.size(1), y.stride(0), x.stride(0), ${leastKept}, 1)

  def kept_each(self: __torch__.Kernels, x: Tensor, keeps: List[Tensor], channels: Tensor) -> List[Tensor]:
    parts = annotate(List[Tensor], [])
    for _0 in keeps:
      _1 = torch.append(parts, torch.empty_like(self.without_gaps(x, ${activation})))
    last = len(keeps) - 1
    _2 = ops.wordsight.dropout_each(parts[0], parts[1], parts[last], x, keeps[0], keeps[1], keeps[last], channels, ${activation}, x.size(0), x.size(1), ${leastKept}, len(keeps))
    return parts

  def add_kept_each(self: __torch__.Kernels, y: Tensor, parts: List[Tensor], keeps: List[Tensor], channels: Tensor) -> Tensor:
    for part in parts:
      _0 = self.without_gaps(part, ${activation})
    last = len(parts) - 1
    return ops.wordsight.dropout_sum(self.without_gaps(y, ${activation}), parts[0], parts[1], parts[last], keeps[0], keeps[1], keeps[last], channels, ${activation}, y.size(0), y.size(1), ${leastKept}, len(parts))

  def gated_product(self: __torch__.Kernels, gate: Tensor, up: Tensor) -> Tensor:
    m = torch.empty_like(self.without_gaps(gate, ${activation}))
    return ops.wordsight.gated(m, m, gate, self.without_gaps(up, ${activation}), gate, gate, ${activation}, gate.size(0), gate.size(1), 0, 0)

  def gated_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tuple[Tensor, Tensor]:
    m = torch.empty_like(self.without_gaps(gate, ${activation}))
    dropped = torch.empty_like(gate)
    _0 = ops.wordsight.gated(m, dropped, gate, self.without_gaps(up, ${activation}), keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 1)
    return (m, dropped)

  def gate_slopes(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor) -> Tensor:
    _0 = ops.wordsight.gated_back(self.without_gaps(gate, ${activation}), self.without_gaps(up, ${activation}), self.without_gaps(dm, ${activation}), gate, gate, gate, ${activation}, gate.size(0), gate.size(1), 0, 0)
    return dm

  def gate_slopes_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor, part: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    _0 = ops.wordsight.gated_back(self.without_gaps(gate, ${activation}), self.without_gaps(up, ${activation}), self.without_gaps(dm, ${activation}), self.without_gaps(part, ${activation}), keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 1)
    return dm

  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    y = torch.empty([x.size(0), x.size(1)], dtype=${activation}, device=x.device)
    return ops.wordsight.turned(y, self.in_rows(x), self.without_gaps(torch.contiguous(cos), 6), self.without_gaps(torch.contiguous(sin), 6), ${activation}, x.size(0), x.size(1) // 2, ${headSize} // 2, x.stride(0), int(back))
