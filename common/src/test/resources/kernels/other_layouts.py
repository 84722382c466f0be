  # Calls of operators with layouts and types that they do not take. x: [2, 4]. Needs operators_own.py.
  def of_columns(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.turned(torch.t(x), x, x, False)

  def of_halves(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.gated_product(torch.narrow(x, 1, 0, 2), torch.narrow(x, 1, 2, 2))

  def of_doubles(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.gated_product(x, torch.to(x, 7))

  def of_halves_in_rows(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.turned(torch.to(x, 15), x, x, False)

  def of_halves_each(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.kept_each(torch.narrow(x, 1, 0, 2), [x, x], x)[0]

  def of_sums_of_halves(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return self.add_kept_each(x, [x, torch.narrow(x, 1, 0, 2)], [x, x], x)
