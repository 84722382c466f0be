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
  # [nKGS] names, its part of which begins at places[3] [nKG]. Behind a row's end, where weights are
  # 0, it names the row's last position again, which is not read from memory twice.
  def weighed(self: __torch__.Kernels, weights: Tensor, values: Tensor, places: List[Tensor]) -> Tensor:
    o, _0, _1, _2, = torch.embedding_bag(values.view([-1, ${headSize}]), places[2], places[3], False, 0, False, torch.reshape(weights, [-1]))
    return o.view([weights.size(0), weights.size(1), -1, ${headSize}])
