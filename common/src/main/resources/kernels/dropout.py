  # The numbers from which a layer makes its dropout masks, see Dropout.java.
  #
  # L layers, N tokens of all rows.

  # z shifted to the right, with zeros from the left. The mask has as many ones as bits are left.
  def shifted(self: __torch__.Kernels, z: Tensor, bits: int, mask: int) -> Tensor:
    return torch.bitwise_and(torch.bitwise_right_shift(z, bits), mask)

  # Mixing.mix: 64 bits for each counter of a stream.
  def mixed(self: __torch__.Kernels, streams: Tensor, counters: Tensor) -> Tensor:
    z = streams + (counters + 1) * -7046029254386353131
    z = torch.bitwise_xor(z, self.shifted(z, 30, 17179869183)) * -4658895280553007687
    z = torch.bitwise_xor(z, self.shifted(z, 27, 137438953471)) * -7723592293110705685
    return torch.bitwise_xor(z, self.shifted(z, 31, 8589934591))

  # The numbers a and d of each layer, projection and token: [7, N, 2] of each layer, int32.
  # streams [L, 7, rows], rows [N] of the tokens, positions [N] in their rows; int64.
  def token_numbers(self: __torch__.Kernels, streams: Tensor, rows: Tensor, positions: Tensor) -> List[Tensor]:
    z = self.mixed(torch.index_select(streams, 2, rows), positions)
    a = torch.bitwise_or(torch.to(torch.bitwise_right_shift(z, 32), 3), 1)
    return torch.unbind(torch.stack([a, torch.to(z, 3)], -1), 0)
