  # The vision tower of Qwen2-VL: patches, blocks of full attention with two-dimensional rotations,
  # and the merger of each square of patches into one token.
  #
  # I images of one size, N patches of each, P values of a patch, D hidden, H heads, E head width,
  # M patches of a merged token, T width of the language part.
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

  def rotated(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves = torch.chunk(x, 2, -1)
    turned = torch.cat([torch.neg(halves[1]), halves[0]], -1)
    return self.in_type(x * cos + turned * sin)

  # Patches [I, N, P] to hidden states [I, N, D].
  def embedded(self: __torch__.Kernels, patches: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(self.in_type(patches), self.in_type(weight))

  # The rotations [N, E] of patches at given rows and columns [N], a quarter of a head each, twice.
  def rotations(self: __torch__.Kernels, rows: Tensor, columns: Tensor) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, ${headSize} // 2, 2, dtype=6, device=rows.device) / (${headSize} // 2)
    frequencies = torch.reciprocal(torch.pow(10000., exponents))
    angles = torch.cat([torch.outer(rows.float(), frequencies), torch.outer(columns.float(), frequencies)], -1)
    doubled = torch.cat([angles, angles], -1)
    return (torch.cos(doubled), torch.sin(doubled))

  def block(self: __torch__.Kernels, x: Tensor, cos: Tensor, sin: Tensor, w: List[Tensor]) -> Tensor:
    i = x.size(0)
    n = x.size(1)
    joined = self.projected(self.normed(x, w[0], w[1]), w[2], w[3])
    heads = torch.permute(joined.view([i, n, 3, ${heads}, ${headSize}]), [2, 0, 3, 1, 4])
    q = self.rotated(heads[0], cos, sin)
    k = self.rotated(heads[1], cos, sin)
    o = torch.scaled_dot_product_attention(q, k, heads[2], None, 0., False)
    h = x + self.projected(torch.reshape(o.transpose(1, 2), [i, n, -1]), w[4], w[5])
    m = self.projected(self.normed(h, w[6], w[7]), w[8], w[9])
    return h + self.projected(m * torch.sigmoid(1.702 * m), w[10], w[11])

  # Hidden states [I, N, D] to tokens [I, N / M, T]; w: norm, first and second layer, each weight
  # and bias.
  def merged(self: __torch__.Kernels, x: Tensor, w: List[Tensor]) -> Tensor:
    squares = torch.reshape(self.normed(x, w[0], w[1]), [-1, x.size(-1) * ${patchesOfToken}])
    return self.projected(torch.gelu(self.projected(squares, w[2], w[3])), w[4], w[5]).view([x.size(0), -1, w[4].size(0)])

  # The tokens [N / M, T] of one image, in memory of its own.
  def image(self: __torch__.Kernels, tokens: Tensor, index: int) -> Tensor:
    return torch.clone(tokens[index])
