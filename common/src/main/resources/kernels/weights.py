  # Reads weights from a file into the type ${stored} in which they are held, block by block. Rows are
  # whole numbers: a GPU is waited for where a tensor becomes one.

  # Memory for rows like those of a block.
  def room(self: __torch__.Kernels, block: Tensor, rows: int) -> Tensor:
    sizes = block.size()
    sizes[0] = rows
    return torch.empty(sizes, dtype=${stored}, device=block.device)

  # The same in the type of a file of 16 bits, for a matrix that is widened as it is used.
  def float16_room(self: __torch__.Kernels, block: Tensor, rows: int) -> Tensor:
    sizes = block.size()
    sizes[0] = rows
    return torch.empty(sizes, dtype=5, device=block.device)

  def bfloat16_room(self: __torch__.Kernels, block: Tensor, rows: int) -> Tensor:
    sizes = block.size()
    sizes[0] = rows
    return torch.empty(sizes, dtype=15, device=block.device)

  # The same in float32, for a matrix that will be converted.
  def wide_room(self: __torch__.Kernels, block: Tensor, rows: int) -> Tensor:
    sizes = block.size()
    sizes[0] = rows
    return torch.empty(sizes, dtype=6, device=block.device)

  # Memory of the host for a block, float16 or float32, to be copied to the device of `like`. A GPU
  # can read pinned memory while the host goes on.
  def staging(self: __torch__.Kernels, sizes: List[int], half: bool, like: Tensor) -> Tensor:
    if half:
      block = torch.empty(sizes, dtype=5, device=torch.device("cpu"), pin_memory=like.is_cuda)
    else:
      block = torch.empty(sizes, dtype=6, device=torch.device("cpu"), pin_memory=like.is_cuda)
    return block

  # Begins to copy such a block to the device of `like`. libtorch uses the block's memory again once
  # the copy is done.
  def sent(self: __torch__.Kernels, block: Tensor, like: Tensor) -> Tensor:
    return torch.to(block, like.device, block.dtype, True)

  # Copies a block to the rows from `row` on. Returns its smallest and largest element there.
  def place(self: __torch__.Kernels, room: Tensor, row: int, block: Tensor) -> Tensor:
    placed = torch.copy_(torch.narrow(room, 0, row, block.size(0)), block)
    return self.extremes(placed)

  # The same for bfloat16's bits, which Java names float16.
  def place_bfloat16(self: __torch__.Kernels, room: Tensor, row: int, bits: Tensor) -> Tensor:
    return self.place(room, row, torch.view_copy(bits, dtype=15))

  # The same as place, with elements rounded to ${stored} whatever the type of the memory.
  def place_rounded(self: __torch__.Kernels, room: Tensor, row: int, block: Tensor) -> Tensor:
    return self.place(room, row, torch.to(block, ${stored}))

  # Not finite if any element is not finite.
  def extremes(self: __torch__.Kernels, x: Tensor) -> Tensor:
    smallest, largest, = torch.aminmax(x)
    return torch.stack([smallest, largest]).float()

  # The extremes of several blocks, one after the other.
  def together(self: __torch__.Kernels, extremes: List[Tensor]) -> Tensor:
    return torch.cat(extremes)

  def extremes_bfloat16(self: __torch__.Kernels, bits: Tensor) -> Tensor:
    return self.extremes(torch.view_copy(bits, dtype=15))
