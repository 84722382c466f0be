  # Attention of one row on the CPU, fused. Queries [K, G, T, E], keys and values [K, S, E]. Causal
  # where these are the positions of the queries. Returns [K, G, T, E] and the logarithm of the sum
  # of exponentials [K, G, T], which merging needs. A group shares its keys without copies.
  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tuple[Tensor, Tensor]:
    keys = torch.expand(k.unsqueeze(1), [-1, q.size(1), -1, -1])
    values = torch.expand(v.unsqueeze(1), [-1, q.size(1), -1, -1])
    o, l, = torch._scaled_dot_product_flash_attention_for_cpu(q, keys, values, 0., causal)
    return (o, l)

  # Values [rows, K, C, E] of the first n rows' first S positions, multiplied by weights [n, K, G,
  # S] and summed to [n, K, G, E]. This is done by bags of embeddings: each head of a row sums the
  # rows of E in places[4], of which its own begin at places[5].
  def weighed(self: __torch__.Kernels, weights: Tensor, values: Tensor, places: List[Tensor]) -> Tensor:
    o, _0, _1, _2, = torch.embedding_bag(values.view([-1, ${headSize}]), places[4], places[5], False, 0, False, torch.reshape(weights, [-1]))
    return o.view([weights.size(0), weights.size(1), -1, ${headSize}])

  # The rows of E that each head of n rows sums [nKGS], and where each head's rows begin [nKG].
  # heads [nK]: the first row of E of each key-value head. columns: 0 to S - 1. After a row's end,
  # where weights are 0, the last position is repeated, so that nothing more is read from memory.
  def bags(self: __torch__.Kernels, heads: Tensor, lengths: Tensor, columns: Tensor) -> List[Tensor]:
    n = lengths.size(0)
    s = columns.size(0)
    read = torch.minimum(columns.unsqueeze(0), lengths.unsqueeze(1)).view([n, 1, 1, s])
    rows = torch.to(heads.view([n, ${keyValueHeads}, 1, 1]) + read, 3)
    bags = torch.reshape(torch.expand(rows, [-1, -1, ${heads} // ${keyValueHeads}, -1]), [-1])
    return [bags, torch.arange(0, torch.numel(bags), s, dtype=3)]
