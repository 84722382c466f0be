  # The functions of operators_own.py and operators_libtorch.py on the same inputs, so that their
  # results can be compared. Needs one of both. x, y, z: [N, heads * E]; angles: [N, E]; float32.

  # A copy, since functions write to their arguments.
  def rounded(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.clone(torch.to(x, ${activation}))

  # Half of the columns, as a matrix whose rows are apart.
  def dropouts(self: __torch__.Kernels, x: Tensor, y: Tensor, z: Tensor, tokens: Tensor, channels: Tensor, angles: Tensor) -> Tensor:
    half = x.size(1) // 2
    keep = self.keep(tokens, channels)
    keep_half = self.keep(tokens, torch.narrow(channels, 0, 0, half))
    apart = torch.narrow(self.rounded(x), 1, half, half)
    sum = self.add_kept(torch.narrow(self.rounded(y), 1, 0, half), apart, keep_half, channels)
    all = [self.kept(self.rounded(x), keep, channels), self.add_kept(self.rounded(y), self.rounded(x), keep, channels), self.kept(apart, keep_half, channels), sum]
    keeps = self.keeps(tokens, channels)
    all = torch.add(all, self.kept_each(self.rounded(x), keeps, channels))
    return self.joined(torch.add(all, self.kept_each(self.rounded(y), torch.slice(keeps, 1, 3), channels)))

  # The flags of three parts.
  def keeps(self: __torch__.Kernels, tokens: Tensor, channels: Tensor) -> List[Tensor]:
    return [self.keep(tokens, channels), self.keep(torch.flip(tokens, [0]), channels), self.keep(torch.neg(tokens), channels)]

  def sums(self: __torch__.Kernels, x: Tensor, y: Tensor, z: Tensor, tokens: Tensor, channels: Tensor, angles: Tensor) -> Tensor:
    keeps = self.keeps(tokens, channels)
    parts = [self.rounded(x), self.rounded(z), self.rounded(y)]
    three = self.add_kept_each(self.rounded(y), parts, keeps, channels)
    two = self.add_kept_each(self.rounded(z), torch.slice(parts, 0, 2), torch.slice(keeps, 1, 3), channels)
    return self.joined([three, two])

  def gates(self: __torch__.Kernels, x: Tensor, y: Tensor, z: Tensor, tokens: Tensor, channels: Tensor, angles: Tensor) -> Tensor:
    gate = self.rounded(x)
    up = self.rounded(y)
    keep = self.keep(tokens, channels)
    m, dropped, = self.gated_and_kept(gate, up, keep, channels)
    whole = self.gated_product(gate, up)
    other_gate = torch.clone(gate)
    other_up = torch.clone(up)
    again = self.gate_slopes(gate, up, self.rounded(z))
    other = self.gate_slopes_and_kept(other_gate, other_up, self.rounded(z), self.rounded(y), keep, channels)
    return self.joined([m, dropped, whole, again, gate, up, other, other_gate, other_up])

  def turns(self: __torch__.Kernels, x: Tensor, y: Tensor, z: Tensor, tokens: Tensor, channels: Tensor, angles: Tensor) -> Tensor:
    rows = x.size(0)
    cos = torch.contiguous(torch.cos(angles)).view([rows, 1, 1, -1])
    sin = torch.contiguous(torch.sin(angles)).view([rows, 1, 1, -1])
    third = x.size(1) // 3
    apart = torch.narrow(self.rounded(y), 1, third, third)
    return self.joined([self.turned(self.rounded(x), cos, sin, False), self.turned(self.rounded(x), cos, sin, True), self.turned(apart, cos, sin, True)])

  def joined(self: __torch__.Kernels, all: List[Tensor]) -> Tensor:
    parts = annotate(List[Tensor], [])
    for one in all:
      _0 = torch.append(parts, torch.reshape(one.float(), [-1]))
    return torch.cat(parts)
