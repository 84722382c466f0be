  # The vision tower SigLIP: patches of square tiles, then blocks of full attention within a tile.
  #
  # I tiles, S pixels of a side, P of a patch's side, G patches of a side, N = G * G of a tile,
  # D hidden, H heads, E head width.
  #
  # w, a block's weights: 0 and 1 norm before attention, 2 and 3 query-key-value [3D, D], 4 and 5
  # projection [D, D], 6 and 7 norm before the feed-forward part, 8 and 9 first, 10 and 11 second
  # layer of that; each weight, then its bias. Norms are float32.
  # Arithmetic is of type ${activation}; norms and softmax are float32.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def normed(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return self.in_type(torch.layer_norm(x.float(), [x.size(-1)], weight, bias, ${epsilon}))

  def projected(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, self.in_type(weight), self.in_type(bias))

  # Pixels [I, 3, S, S] to hidden states [I, N, D]. The rest of a side after its last whole patch is
  # not read. weight [D, 3PP], positions [N, D].
  def embedded(self: __torch__.Kernels, pixels: Tensor, weight: Tensor, bias: Tensor, positions: Tensor) -> Tensor:
    i = pixels.size(0)
    read = torch.narrow(torch.narrow(pixels, 2, 0, ${grid} * ${patch}), 3, 0, ${grid} * ${patch})
    squares = torch.reshape(read, [i, 3, ${grid}, ${patch}, ${grid}, ${patch}])
    patches = torch.reshape(torch.permute(squares, [0, 2, 4, 1, 3, 5]), [i, ${grid} * ${grid}, -1])
    return self.projected(self.in_type(patches), weight, bias) + self.in_type(positions)

  def block(self: __torch__.Kernels, x: Tensor, w: List[Tensor]) -> Tensor:
    i = x.size(0)
    n = x.size(1)
    joined = self.projected(self.normed(x, w[0], w[1]), w[2], w[3])
    heads = torch.permute(joined.view([i, n, 3, ${heads}, ${headSize}]), [2, 0, 3, 1, 4])
    o = torch.scaled_dot_product_attention(heads[0], heads[1], heads[2], None, 0., False)
    h = x + self.projected(torch.reshape(o.transpose(1, 2), [i, n, -1]), w[4], w[5])
    m = self.projected(self.normed(h, w[6], w[7]), w[8], w[9])
    return h + self.projected(torch.gelu(m, approximate="${gelu}"), w[10], w[11])
