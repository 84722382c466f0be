  # Reads weights from a file into the type ${stored} in which they are held, block by block.

  # Memory for rows like those of a block.
  def room(self: __torch__.Kernels, block: Tensor, rows: Tensor) -> Tensor:
    sizes = block.size()
    sizes[0] = int(rows)
    return torch.empty(sizes, dtype=${stored}, device=block.device)

  # The same in float32, for a matrix that will be converted.
  def wide_room(self: __torch__.Kernels, block: Tensor, rows: Tensor) -> Tensor:
    sizes = block.size()
    sizes[0] = int(rows)
    return torch.empty(sizes, dtype=6, device=block.device)

  # Copies a block to the rows from `row` on. Returns its smallest and largest element there.
  def place(self: __torch__.Kernels, room: Tensor, row: Tensor, block: Tensor) -> Tensor:
    placed = torch.copy_(torch.narrow(room, 0, int(row), block.size(0)), block)
    return self.extremes(placed)

  # The same for bfloat16's bits, which Java names float16.
  def place_bfloat16(self: __torch__.Kernels, room: Tensor, row: Tensor, bits: Tensor) -> Tensor:
    return self.place(room, row, torch.view_copy(bits, dtype=15))

  # The same as place, with elements rounded to ${stored} whatever the type of the memory.
  def place_rounded(self: __torch__.Kernels, room: Tensor, row: Tensor, block: Tensor) -> Tensor:
    return self.place(room, row, torch.to(block, ${stored}))

  # Not finite if any element is not finite.
  def extremes(self: __torch__.Kernels, x: Tensor) -> Tensor:
    smallest, largest, = torch.aminmax(x)
    return torch.stack([smallest, largest]).float()

  def extremes_bfloat16(self: __torch__.Kernels, bits: Tensor) -> Tensor:
    return self.extremes(torch.view_copy(bits, dtype=15))
