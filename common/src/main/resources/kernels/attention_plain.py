  # Attention of one row on any device, as plain products. Queries [K, G, T, E], keys and values [K,
  # S, E]. Causal where these are the positions of the queries. Returns [K, G, T, E] and the
  # logarithm of the sum of exponentials [K, G, T], which merging needs.
  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tuple[Tensor, Tensor]:
    scores = torch.matmul(q * ${scale}, k.unsqueeze(1).transpose(2, 3)).float()
    if causal:
      t = q.size(2)
      later = torch.triu(torch.ones([t, t], dtype=11, device=q.device), 1)
      scores = torch.masked_fill(scores, later, -inf)
    o = torch.matmul(self.in_type(torch.softmax(scores, -1)), v.unsqueeze(1))
    return (o, torch.logsumexp(scores, [-1]))
