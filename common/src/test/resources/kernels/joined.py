  # All elements of all tensors in float32, one tensor after the other, in their own order.
  def joined(self: __torch__.Kernels, parts: List[Tensor]) -> Tensor:
    flat = annotate(List[Tensor], [])
    for part in parts:
      _0 = torch.append(flat, torch.flatten(part.float()))
    return torch.cat(flat)
