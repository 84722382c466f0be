  # Attention of one sequence, as cross.py takes it, by the kernel that reads sequences one after the
  # other. Queries [K, G, T, E], keys and values [K, S, E]. Causal where the queries are at the last of
  # these positions. Returns [K, G, T, E] and the logarithm of the sum of exponentials [K, G, T].
  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tuple[Tensor, Tensor]:
    t = q.size(2)
    s = k.size(1)
    queries = torch.reshape(torch.permute(q, [2, 0, 1, 3]), [t, ${heads}, ${headSize}])
    at = torch.arange(0, t + 1, t, dtype=3, device=q.device)
    keys = torch.arange(0, s + 1, s, dtype=3, device=q.device)
    o, l, = self.flash(queries, k.transpose(0, 1), v.transpose(0, 1), at, keys, keys[1:], [0, s, t], t, s, causal)
    grouped = o.view([t, ${keyValueHeads}, -1, ${headSize}])
    return (torch.permute(grouped, [1, 2, 0, 3]), l.view([${keyValueHeads}, -1, t]))
