  # The output head of training: losses at target positions, and their gradient.
  #
  # M target positions, m of them at once, D hidden, V vocabulary. The head [V, D] may be of a type
  # that must be widened.

  # The log-probabilities [m, V] of the next tokens, from normed hidden states [m, D]. A head that
  # must be widened is widened in blocks, since it is the largest matrix of all.
  def log_probabilities(self: __torch__.Kernels, n: Tensor, head: Tensor) -> Tensor:
    if head.dtype == n.dtype:
      y = torch.linear(n, head)
    else:
      parts = annotate(List[Tensor], [])
      for block in torch.split(head, 16384):
        _0 = torch.append(parts, torch.linear(n, self.in_type(block)))
      y = torch.cat(parts, -1)
    return torch.log_softmax(y.float(), -1)

  # The gradient [m, D] of the head's input, from the gradient of its output.
  def head_back(self: __torch__.Kernels, dy: Tensor, head: Tensor) -> Tensor:
    d = self.in_type(dy)
    if head.dtype == d.dtype:
      dn = torch.mm(d, head)
    else:
      dn = torch.zeros([dy.size(0), head.size(1)], dtype=d.dtype, device=d.device)
      start = 0
      for block in torch.split(head, 16384):
        _0 = torch.addmm_(dn, torch.narrow(d, 1, start, block.size(0)), self.in_type(block))
        start = start + block.size(0)
    return dn

  # The negative log-likelihood [M] of each token's label, from hidden states [M, D].
  def target_losses(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: Tensor, labels: Tensor) -> Tensor:
    losses = annotate(List[Tensor], [])
    answers = torch.split(labels, ${headRows})
    rows = torch.split(x, ${headRows})
    for i in range(len(rows)):
      n, r, = self.normed(rows[i], norm)
      y = self.log_probabilities(n, head)
      _0 = torch.append(losses, torch.neg(torch.gather(y, 1, answers[i].unsqueeze(1)).squeeze(1)))
    return torch.cat(losses)

  # The same, then the gradient [M, D] of their sum times weight, with respect to the hidden states.
  def target_slopes(self: __torch__.Kernels, x: Tensor, norm: Tensor, head: Tensor, labels: Tensor, weight: float) -> Tuple[Tensor, Tensor]:
    losses = annotate(List[Tensor], [])
    slopes = annotate(List[Tensor], [])
    answers = torch.split(labels, ${headRows})
    rows = torch.split(x, ${headRows})
    for i in range(len(rows)):
      n, r, = self.normed(rows[i], norm)
      y = self.log_probabilities(n, head)
      label = answers[i].unsqueeze(1)
      _0 = torch.append(losses, torch.neg(torch.gather(y, 1, label).squeeze(1)))
      p = torch.exp_(y)
      _1 = torch.scatter_add_(p, 1, label, torch.full_like(label, -1, dtype=6))
      dn = self.head_back(torch.mul_(p, weight), head)
      _2 = torch.append(slopes, self.normed_back(dn, rows[i], r, norm))
    return (torch.cat(losses), torch.cat(slopes))
