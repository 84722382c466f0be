  # Calls of operators with matrices that they do not take. x: [2, 4]. Needs operators_own.py.
  def of_columns(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.turned(torch.t(x), x, x, False)

  def of_halves(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.gated_product(torch.narrow(x, 1, 0, 2), torch.narrow(x, 1, 2, 2))
