  # The mask of one projection [N, width], by the operations of training_gpu.py.
  def mask(self: __torch__.Kernels, tokens: Tensor, channels: Tensor, projection: int, width: int) -> Tensor:
    numbers = tokens[projection]
    bits = torch.addcmul(torch.narrow(numbers, 1, 1, 1), torch.narrow(numbers, 1, 0, 1), torch.narrow(channels, 0, 0, width).unsqueeze(0))
    return torch.ge(bits, ${leastKept}).float()
