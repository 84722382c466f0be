  # LLaVA-OneVision between its vision tower and its language model: the projector, and the joining
  # of an image's tiles.
  #
  # I tiles, G features of a tile's side, N = G * G of a tile, D width of the tower, T width of the
  # language part, M tokens.
  #
  # w, the projector's weights: 0 and 1 first layer [T, D times layers], 2 and 3 second layer [T,
  # T]; each weight, then its bias (empty where there is none). Arithmetic is of type ${activation}.

  def in_type(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${activation})

  def linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    w = self.in_type(weight)
    if torch.numel(bias) == 0:
      y = torch.linear(x, w)
    else:
      y = torch.linear(x, w, self.in_type(bias))
    return y

  # The tower's hidden states [I, N, D] at each chosen layer to features [I, N, T], without the
  # first ${skipped} of each tile.
  def projected(self: __torch__.Kernels, layers: List[Tensor], w: List[Tensor]) -> Tensor:
    x = torch.cat(layers, -1)
    kept = torch.narrow(x, 1, ${skipped}, x.size(1) - ${skipped})
    return self.linear(torch.gelu(self.linear(kept, w[0], w[1]), approximate="${gelu}"), w[2], w[3])

  def number(self: __torch__.Kernels, numbers: Tensor, i: int) -> int:
    return int(torch.item(numbers[i]))

  # Features of one of several images, its one tile [1, N, T], to tokens [N + 1, T]. The newline is
  # the last.
  def ended(self: __torch__.Kernels, features: Tensor, newline: Tensor) -> Tensor:
    return torch.cat([features[0], self.in_type(newline).unsqueeze(0)], 0)

  # Features [I, N, T] of a single image to tokens [M, T]. The first tile is the squashed whole
  # image; the others follow row by row. The tokens are those of the whole, then those of the tiles
  # as one map without its padding. A map that is too large is pooled, and each row ends with the
  # newline.
  # place: 0 and 1 rows and columns of tiles, 2 and 3 rows and columns of padding before the image,
  # 4 and 5 its rows and columns, 6 and 7 rows and columns after pooling.
  def mapped(self: __torch__.Kernels, features: Tensor, newline: Tensor, place: Tensor) -> Tensor:
    down = self.number(place, 0)
    across = self.number(place, 1)
    t = features.size(2)
    tiles = torch.narrow(features, 0, 1, down * across).view([down, across, ${grid}, ${grid}, t])
    joined = torch.reshape(torch.permute(tiles, [0, 2, 1, 3, 4]), [down * ${grid}, across * ${grid}, t])
    rows = torch.narrow(joined, 0, self.number(place, 2), self.number(place, 4))
    map = torch.narrow(rows, 1, self.number(place, 3), self.number(place, 5))
    height = self.number(place, 6)
    width = self.number(place, 7)
    if height != map.size(0) or width != map.size(1):
      channels = torch.permute(map, [2, 0, 1]).unsqueeze(0)
      pooled = torch.upsample_bilinear2d(channels, [height, width], False, None, None)
      map = torch.permute(pooled[0], [1, 2, 0])
    ends = torch.expand(self.in_type(newline), [height, 1, -1])
    lines = torch.reshape(torch.cat([map, ends], 1), [-1, t])
    return torch.cat([features[0], lines], 0)

  # Features of several tiles, one tile after the other.
  def in_line(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    return torch.cat(parts, 0)
