  # The vision tower of Qwen2-VL: patches, blocks of full attention with two-dimensional rotations,
  # and the merger of each square of patches into one token.
  #
  # N patches of an image, P values of a patch, D hidden, H heads, E head width, M patches of a merged
  # token, T width of the language part.
  #
  # w, a block's weights: 0 and 1 norm before attention, 2 and 3 query-key-value [3D, D], 4 and 5
  # projection [D, D], 6 and 7 norm before the feed-forward part, 8 and 9 first, 10 and 11 second
  # layer of that; each weight, then its bias. Norms are float32.
  # Arithmetic is of type ${activation}; norms, rotations and softmax are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return self.in_type(torch.layer_norm(x.float(), [x.size(-1)], weight, bias, ${epsilon}))

  def projected(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, self.in_type(weight), self.in_type(bias))

  # x [N, H, E] rotated. The halves of a head are the two coordinates. The first half of sin has its
  # sign inverted.
  def turned(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return self.in_type(torch.addcmul_(x * cos, torch.roll(x, [${headSize} // 2], [-1]), sin))

  # Patches [N, P] to hidden states [N, D].
  def embedded(self: __torch__.Kernels, patches: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(self.in_type(patches), self.in_type(weight))

  # The rotations [N, 1, E] of patches at given rows and columns [N], a quarter of a head each, twice.
  def rotations(self: __torch__.Kernels, rows: Tensor, columns: Tensor) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, ${headSize} // 2, 2, dtype=6, device=rows.device) / (${headSize} // 2)
    frequencies = torch.reciprocal(torch.pow(10000., exponents))
    angles = torch.cat([torch.outer(rows.float(), frequencies), torch.outer(columns.float(), frequencies)], -1).unsqueeze(1)
    cos = torch.cos(angles)
    sin = torch.sin(angles)
    return (torch.cat([cos, cos], -1), torch.cat([torch.neg(sin), sin], -1))

  # Queries, keys or values [N, H, E] of normed input [N, D], by a third of the weights.
  def asked(self: __torch__.Kernels, x: Tensor, w: List[Tensor], third: int) -> Tensor:
    y = self.projected(x, torch.chunk(w[2], 3)[third], torch.chunk(w[3], 3)[third])
    return y.view([-1, ${heads}, ${headSize}])

  def block(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor]) -> Tensor:
    n = self.normed(x, w[0], w[1])
    q = self.turned(self.asked(n, w, 0), cos, sin).transpose(0, 1)
    k = self.turned(self.asked(n, w, 1), cos, sin).transpose(0, 1)
    v = self.asked(n, w, 2).transpose(0, 1)
    o = torch.scaled_dot_product_attention(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), None, 0., False)
    h = x + self.projected(torch.reshape(o[0].transpose(0, 1), [x.size(0), -1]), w[4], w[5])
    # A large image's patches go forward some at a time, since this part takes the most memory.
    for some in torch.split(h, ${fedAtOnce}):
      m = self.projected(self.normed(some, w[6], w[7]), w[8], w[9])
      gated = torch.mul_(m, torch.sigmoid_(1.702 * m))
      _0 = torch.add_(some, self.projected(gated, w[10], w[11]))
    return h

  # Hidden states [N, D] to tokens [N / M, T]; w: norm, first and second layer, each weight and bias.
  def merged(self: __torch__.Kernels, x: Tensor, w: List[Tensor]) -> Tensor:
    squares = torch.reshape(self.normed(x, w[0], w[1]), [-1, x.size(-1) * ${patchesOfToken}])
    return self.projected(torch.gelu(self.projected(squares, w[2], w[3])), w[4], w[5])
