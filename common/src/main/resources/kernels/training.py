  # Zeros like x [B, T, D], but for the rows at indices [N] of [B * T], which are values, joined to [N, D].
  def scattered(self: __torch__.Kernels, x: Tensor, indices: Tensor, values: List[Tensor]) -> Tensor:
    rows = torch.zeros_like(x).view([-1, x.size(-1)])
    return torch.index_copy(rows, 0, indices, torch.cat(values, 0)).view_as(x)

  # All elements of all tensors, one behind the other.
  def joined(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    flat = [torch.flatten(parts[0])]
    for i in range(len(parts) - 1):
      _0 = torch.append(flat, torch.flatten(parts[i + 1]))
    return torch.cat(flat)
