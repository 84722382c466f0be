  # Copies numbers to a GPU, behind its earlier work. The pinned memory is used again when the copy is
  # made.

  def uploaded(self: __torch__.Kernels, x: Tensor) -> Tensor:
    pinned = torch.copy_(torch.empty(x.size(), dtype=x.dtype, pin_memory=True), x)
    return torch.copy_(torch.empty(x.size(), dtype=x.dtype, device=torch.device("${device}")), pinned, True)
