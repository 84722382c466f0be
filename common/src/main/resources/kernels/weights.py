  # How weights come from a file into the type ${stored} in which they are held.

  # The bits of bfloat16, which travel as float16.
  def from_bfloat16(self: __torch__.Kernels, bits: Tensor) -> Tensor:
    return torch.to(torch.view_copy(bits, dtype=15), ${stored})

  def from_float(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, ${stored})

  def widened(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.to(x, 6)

  # Always a copy: nothing that comes from here refers to a mapped file.
  def joined(self: __torch__.Kernels, blocks: List[Tensor]) -> Tensor:
    return torch.cat(blocks, 0)
