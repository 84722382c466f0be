  # Parts of training's layers by our own operators, see operators.cu. operators_libtorch.py has the
  # same functions, and describes them. Here, the numbers of a row must lie next to each other.

  def keep(self: __torch__.Kernels, tokens: Tensor, channels: Tensor) -> Tensor:
    return tokens

  def kept(self: __torch__.Kernels, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    y = torch.empty_like(x)
    return ops.wordsight.dropout(y, x, keep, channels, ${activation}, x.size(0), x.size(1), y.stride(0), x.stride(0), ${leastKept}, 0)

  def add_kept(self: __torch__.Kernels, y: Tensor, x: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    return ops.wordsight.dropout(y, x, keep, channels, ${activation}, x.size(0), x.size(1), y.stride(0), x.stride(0), ${leastKept}, 1)

  def gated_product(self: __torch__.Kernels, gate: Tensor, up: Tensor) -> Tensor:
    return ops.wordsight.gated(torch.empty_like(gate), up, gate, up, gate, gate, ${activation}, gate.size(0), gate.size(1), 0, 1)

  def gated_and_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tuple[Tensor, Tensor]:
    dropped = torch.empty_like(gate)
    m = ops.wordsight.gated(torch.empty_like(gate), dropped, gate, up, keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 3)
    return (m, dropped)

  def gated_kept(self: __torch__.Kernels, gate: Tensor, up: Tensor, keep: Tensor, channels: Tensor) -> Tensor:
    dropped = torch.empty_like(gate)
    _0 = ops.wordsight.gated(gate, dropped, gate, up, keep, channels, ${activation}, gate.size(0), gate.size(1), ${leastKept}, 2)
    return dropped

  def gate_slopes(self: __torch__.Kernels, gate: Tensor, up: Tensor, dm: Tensor) -> Tensor:
    return ops.wordsight.gated_back(gate, up, dm, ${activation}, gate.size(0), gate.size(1))

  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, back: bool) -> Tensor:
    y = torch.empty([x.size(0), x.size(1)], dtype=${activation}, device=x.device)
    return ops.wordsight.turned(y, x, torch.contiguous(cos), torch.contiguous(sin), ${activation}, x.size(0), x.size(1) // 2, ${headSize} // 2, x.stride(0), int(back))
