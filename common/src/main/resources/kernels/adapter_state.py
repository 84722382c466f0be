  # The state of an adapter that learns, and its optimiser: flat vectors of P float32 numbers on the
  # device that computes.

  def zeros(self: __torch__.Kernels, like: Tensor, count: int) -> Tensor:
    return torch.zeros([count], dtype=6, device=like.device)

  def cleared(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.zero_(x)

  def added(self: __torch__.Kernels, sum: Tensor, other: Tensor) -> Tensor:
    return torch.add_(sum, other)

  # Adds `count` numbers from `start` on to those of a sum.
  def added_part(self: __torch__.Kernels, sum: Tensor, other: Tensor, start: int, count: int) -> Tensor:
    return torch.add_(torch.narrow(sum, 0, start, count), torch.narrow(other, 0, start, count))

  # Rounds `count` numbers from `start` on to the nearest bfloat16.
  def rounded_part(self: __torch__.Kernels, vector: Tensor, start: int, count: int) -> Tensor:
    part = torch.narrow(vector, 0, start, count)
    return torch.copy_(part, torch.to(part, 15))

  # Adds parts, one after the other from `start` on, to a vector.
  def collected(self: __torch__.Kernels, vector: Tensor, start: int, parts: List[Tensor]) -> Tensor:
    for part in parts:
      n = torch.numel(part)
      _0 = torch.add_(torch.narrow(vector, 0, start, n).view(part.size()), part)
      start = start + n
    return vector

  # The same in two operations, for a device that takes longer to begin an operation than to add a part.
  def collected_at_once(self: __torch__.Kernels, vector: Tensor, start: int, parts: List[Tensor]) -> Tensor:
    numbers = annotate(List[Tensor], [])
    for part in parts:
      _0 = torch.append(numbers, torch.reshape(part, [-1]))
    all = torch.cat(numbers)
    _1 = torch.add_(torch.narrow(vector, 0, start, torch.numel(all)), all)
    return vector

  # Copies a vector into another, whatever their types.
  def copied(self: __torch__.Kernels, target: Tensor, source: Tensor) -> Tensor:
    return torch.copy_(target, source)

  # A vector of the same length in the type in which layers compute.
  def room(self: __torch__.Kernels, like: Tensor) -> Tensor:
    return torch.empty_like(like, dtype=${activation})

  # Matrices that lie in a vector. places: start, rows and columns of each.
  def matrices(self: __torch__.Kernels, vector: Tensor, places: List[int]) -> List[Tensor]:
    matrices = annotate(List[Tensor], [])
    for i in range(len(places) // 3):
      rows = places[3 * i + 1]
      columns = places[3 * i + 2]
      part = torch.narrow(vector, 0, places[3 * i], rows * columns)
      _0 = torch.append(matrices, part.view([rows, columns]))
    return matrices

  # The L2 norm [] of a gradient, float64. Parts of ${chunk} numbers are summed alone, so that the
  # bits do not depend on the number of threads.
  def norm(self: __torch__.Kernels, gradient: Tensor) -> Tensor:
    return self.norm_of(self.norms(gradient))

  # The norms of the parts of a vector, and of the rest.
  def norms(self: __torch__.Kernels, gradient: Tensor) -> Tensor:
    chunks = torch.numel(gradient) // ${chunk}
    whole = chunks * ${chunk}
    some = torch.linalg_vector_norm(torch.narrow(gradient, 0, 0, whole).view([chunks, ${chunk}]), 2, [1])
    rest = torch.linalg_vector_norm(torch.narrow(gradient, 0, whole, torch.numel(gradient) - whole), 2, [0], True)
    return torch.cat([some, rest])

  # The norm of a vector of which these are the norms of all parts.
  def norm_of(self: __torch__.Kernels, norms: Tensor) -> Tensor:
    all = norms.double()
    squares = torch.constant_pad_nd(all * all, [0, 255 - (torch.numel(all) - 1) % 256])
    return torch.sqrt(torch.sum(torch.sum(squares.view([-1, 256]), [1])))

  # The norms of the parts of blocks. places: of each block the start in the vector, the start among
  # the blocks, and the count.
  def norms_of_blocks(self: __torch__.Kernels, vector: Tensor, places: List[int]) -> Tensor:
    norms = annotate(List[Tensor], [])
    for i in range(len(places) // 3):
      part = torch.narrow(vector, 0, places[3 * i], places[3 * i + 2])
      _0 = torch.append(norms, self.norms(part))
    return torch.cat(norms)

  # Blocks of a vector, one after the other.
  def own_blocks(self: __torch__.Kernels, vector: Tensor, places: List[int]) -> Tensor:
    blocks = annotate(List[Tensor], [])
    for i in range(len(places) // 3):
      _0 = torch.append(blocks, torch.narrow(vector, 0, places[3 * i], places[3 * i + 2]))
    return torch.cat(blocks)

  # A step of AdamW, as torch.optim computes it, without weight decay. The gradient is first
  # multiplied by min(1, maximum / (norm + 1e-6)), as clip_grad_norm_ does. Parameters and moments
  # change in place, ${updatedAtOnce} of them at a time.
  def updated(self: __torch__.Kernels, parameters: Tensor, first: Tensor, second: Tensor, gradient: Tensor, norm: Tensor, maximum: float, rate: float, correction: float) -> Tensor:
    factor = torch.clamp_max(torch.reciprocal(norm + 1e-6) * maximum, 1.).float()
    ps = torch.split(parameters, ${updatedAtOnce})
    ms = torch.split(first, ${updatedAtOnce})
    vs = torch.split(second, ${updatedAtOnce})
    gs = torch.split(gradient, ${updatedAtOnce})
    for i in range(len(ps)):
      _0 = self.updated_part(ps[i], ms[i], vs[i], gs[i], factor, rate, correction)
    return parameters

  # factor: of the gradient, [].
  def updated_part(self: __torch__.Kernels, parameters: Tensor, first: Tensor, second: Tensor, gradient: Tensor, factor: Tensor, rate: float, correction: float) -> Tensor:
    g = torch.mul_(gradient, factor)
    _0 = torch.lerp_(first, g, ${weight1})
    _1 = torch.addcmul_(torch.mul_(second, ${beta2}), g, g, value=${weight2})
    denominator = torch.add_(torch.div_(torch.sqrt(second), correction), ${adamEpsilon})
    return torch.addcdiv_(parameters, first, denominator, value=rate)

  # The same for blocks alone; the moments have these blocks, one after the other.
  def updated_blocks(self: __torch__.Kernels, parameters: Tensor, first: Tensor, second: Tensor, gradient: Tensor, norm: Tensor, maximum: float, rate: float, correction: float, places: List[int]) -> Tensor:
    for i in range(len(places) // 3):
      start = places[3 * i]
      place = places[3 * i + 1]
      n = places[3 * i + 2]
      m = torch.narrow(first, 0, place, n)
      v = torch.narrow(second, 0, place, n)
      _0 = self.updated(torch.narrow(parameters, 0, start, n), m, v, torch.narrow(gradient, 0, start, n), norm, maximum, rate, correction)
    return parameters

  # Memory of the host, for as many numbers, that a GPU writes to while it computes.
  def host_room(self: __torch__.Kernels, like: Tensor) -> Tensor:
    return torch.empty([torch.numel(like)], dtype=6, pin_memory=${pinned})

  def host_memory(self: __torch__.Kernels, count: int) -> Tensor:
    return torch.empty([count], dtype=6, pin_memory=${pinned})

  # Begins to copy a tensor to new memory of this kind.
  def on_host(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.copy_(torch.empty(x.size(), dtype=x.dtype, pin_memory=${pinned}), x, True)

  # Begins to copy a vector to that memory.
  def copied_to_host(self: __torch__.Kernels, host: Tensor, vector: Tensor) -> Tensor:
    return torch.copy_(host, vector, True)
