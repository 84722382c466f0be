  # A decoder layer in plain operations, differentiated by autograd: what the kernels of training are
  # held against. All weights as one product takes them: w 0 norm [D], 1 query [HE, D], 2 key and value
  # [2KE, D], 3 and 4 their biases, 5 output [D, HE], 6 norm [D], 7 gate and up [2I, D], 8 down [D, I].
  # mask [N, N]: -inf where a token (row) must not see another (column), else 0.
  # low: A and B of the seven projections, then what each keeps of its input [N, in].

  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    heads = x.view([x.size(0), -1, ${headSize}])
    a, b, = torch.chunk(heads, 2, -1)
    return torch.transpose(heads * cos.view([-1, 1, ${headSize}]) + torch.cat([torch.neg(b), a], -1) * sin.view([-1, 1, ${headSize}]), 0, 1)

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, ${epsilon})

  def adapted(self: __torch__.Kernels, y: Tensor, x: Tensor, low: List[Tensor], projection: int) -> Tensor:
    a = torch.linear(x * low[14 + projection], low[2 * projection])
    return y + torch.linear(a, low[2 * projection + 1]) * ${lora}

  def plain(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, w: List[Tensor], low: List[Tensor]) -> Tensor:
    e = ${keyValueHeads} * ${headSize}
    n = self.normed(x, w[0])
    key, value, = torch.split_with_sizes(torch.linear(n, w[2], w[4]), [e, e], -1)
    q = self.turned(self.adapted(torch.linear(n, w[1], w[3]), n, low, 0), cos, sin)
    k = self.turned(self.adapted(key, n, low, 1), cos, sin)
    v = torch.transpose(self.adapted(value, n, low, 2).view([x.size(0), -1, ${headSize}]), 0, 1)
    k = torch.repeat_interleave(k, ${heads} // ${keyValueHeads}, 0)
    v = torch.repeat_interleave(v, ${heads} // ${keyValueHeads}, 0)
    shares = torch.softmax(torch.matmul(q, torch.transpose(k, 1, 2)) * ${scale} + mask, -1)
    o = torch.reshape(torch.transpose(torch.matmul(shares, v), 0, 1), [x.size(0), -1])
    h = x + self.adapted(torch.linear(o, w[5]), o, low, 3)
    n2 = self.normed(h, w[6])
    gate, up, = torch.chunk(torch.linear(n2, w[7]), 2, -1)
    m = torch.silu(self.adapted(gate, n2, low, 4)) * self.adapted(up, n2, low, 5)
    return h + self.adapted(torch.linear(m, w[8]), m, low, 6)

  # The layer's output at the tokens onward, then the gradients of input, A and B from that output's.
  # What was made in inference mode is copied: autograd refuses it.
  def differentiated(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, mask: Tensor, onward: Tensor, slope: Tensor, w: List[Tensor], low: List[Tensor]) -> List[Tensor]:
    torch.set_grad_enabled(True)
    leaves = [torch.requires_grad_(torch.detach(x), True)]
    for i in range(14):
      _0 = torch.append(leaves, torch.requires_grad_(torch.detach(low[i]), True))
    factors = torch.slice(leaves, 1)
    y = torch.index_select(self.plain(leaves[0], torch.clone(cos), torch.clone(sin), mask, w, torch.add(factors, torch.slice(low, 14))), 0, onward)
    results = [torch.detach(y)]
    slopes = annotate(List[Optional[Tensor]], [slope])
    for gradient in torch.grad([y], leaves, slopes, False, False, False):
      _1 = torch.append(results, unchecked_cast(Tensor, gradient))
    torch.set_grad_enabled(False)
    return results
