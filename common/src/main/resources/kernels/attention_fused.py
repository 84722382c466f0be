  # Attention of one row on the CPU, fused. Queries [K, G, T, E], keys and values [K, S, E]; causal
  # where these are the positions of the queries. Gives [K, G, T, E] and, for merging, the logarithm
  # of the sum of exponentials [K, G, T]. Keys stand for their group without being copied.
  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tuple[Tensor, Tensor]:
    keys = torch.expand(k.unsqueeze(1), [-1, q.size(1), -1, -1])
    values = torch.expand(v.unsqueeze(1), [-1, q.size(1), -1, -1])
    o, l, = torch._scaled_dot_product_flash_attention_for_cpu(q, keys, values, 0., causal)
    return (o, l)

  # Values [rows, K, C, E] of the first n rows' first S positions, weighed [n, K, G, S] and summed to
  # [n, K, G, E]. Bags of embeddings do that: each head of a row sums up the rows of E that places[2]
  # names, its part of which begins at places[3].
  def weighed(self: __torch__.Kernels, weights: Tensor, values: Tensor, places: List[Tensor]) -> Tensor:
    o, _0, _1, _2, = torch.embedding_bag(values.view([-1, ${headSize}]), places[2], places[3], False, 0, False, torch.reshape(weights, [-1]))
    return o.view([weights.size(0), weights.size(1), -1, ${headSize}])

  # The rows of E that each head of n rows sums up [nKGS], and where each head's begin [nKG]. heads
  # [nK]: the row of E with which a key-value head's begin; columns: 0 to S - 1. Behind a row's end,
  # where weights are 0, its last position stands again, which is not read from memory twice.
  def bags(self: __torch__.Kernels, heads: Tensor, lengths: Tensor, columns: Tensor) -> List[Tensor]:
    n = lengths.size(0)
    s = columns.size(0)
    read = torch.minimum(columns.unsqueeze(0), lengths.unsqueeze(1)).view([n, 1, 1, s])
    rows = torch.to(heads.view([n, ${keyValueHeads}, 1, 1]) + read, 3)
    bags = torch.reshape(torch.expand(rows, [-1, -1, ${heads} // ${keyValueHeads}, -1]), [-1])
    return [bags, torch.arange(0, torch.numel(bags), s, dtype=3)]
