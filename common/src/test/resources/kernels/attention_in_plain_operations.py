  # The functions of attention_efficient.py and attention_forward_*.py, in operations that every device
  # has.

  # How much the queries [m, H, E], the last ones of a row, attend to its keys [t, H, E]: [H, m, t].
  def weights_of_row(self: __torch__.Kernels, q: Tensor, k: Tensor) -> Tensor:
    m = q.size(0)
    t = k.size(0)
    scores = torch.matmul(q.transpose(0, 1), torch.permute(k, [1, 2, 0])).float() * ${scale}
    later = torch.triu(torch.ones([m, t], dtype=11), t - m + 1)
    return torch.softmax(torch.masked_fill(scores, later, -inf), -1)

  def fused(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
    keys = self.for_heads(k)[0]
    values = self.for_heads(v)[0]
    outputs = annotate(List[Tensor], [])
    for i in range(segments[0].size(0) - 1):
      a = int(segments[0][i])
      b = int(segments[1][i])
      m = int(segments[0][i + 1]) - a
      t = int(segments[1][i + 1]) - b
      p = self.weights_of_row(torch.narrow(q[0], 0, a, m), torch.narrow(keys, 0, b, t))
      o = torch.matmul(self.in_type(p), torch.narrow(values, 0, b, t).transpose(0, 1))
      _0 = torch.append(outputs, o.transpose(0, 1))
    return (torch.cat(outputs, 0).unsqueeze(0), [segments[0]])

  def fused_back(self: __torch__.Kernels, do: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, saved: List[Tensor], sizes: List[int], segments: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    dqs = annotate(List[Tensor], [])
    dks = annotate(List[Tensor], [])
    dvs = annotate(List[Tensor], [])
    for i in range(segments[0].size(0) - 1):
      a = int(segments[0][i])
      b = int(segments[1][i])
      m = int(segments[0][i + 1]) - a
      t = int(segments[1][i + 1]) - b
      queries = torch.narrow(q[0], 0, a, m)
      keys = torch.narrow(k[0], 0, b, t)
      slopes = torch.narrow(do[0], 0, a, m).transpose(0, 1)
      p = self.weights_of_row(queries, keys)
      dp = torch.matmul(slopes, torch.permute(torch.narrow(v[0], 0, b, t), [1, 2, 0])).float()
      ds = self.in_type(p * (dp - torch.sum(dp * p, [-1], True)))
      _0 = torch.append(dqs, torch.matmul(ds, keys.transpose(0, 1)).transpose(0, 1) * ${scale})
      _1 = torch.append(dks, torch.matmul(ds.transpose(1, 2), queries.transpose(0, 1)).transpose(0, 1) * ${scale})
      _2 = torch.append(dvs, torch.matmul(self.in_type(p).transpose(1, 2), slopes).transpose(0, 1))
    return (torch.cat(dqs, 0).unsqueeze(0), torch.cat(dks, 0).unsqueeze(0), torch.cat(dvs, 0).unsqueeze(0))
