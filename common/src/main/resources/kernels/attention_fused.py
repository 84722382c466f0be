  # Attention of one row on the CPU, fused. Queries [K, G, T, E], keys and values [K, S, E]; causal
  # where these are the positions of the queries. Gives [K, G, T, E] and, for merging, the logarithm
  # of the sum of exponentials [K, G, T]. Keys stand for their group without being copied.
  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tuple[Tensor, Tensor]:
    keys = torch.expand(k.unsqueeze(1), [-1, q.size(1), -1, -1])
    values = torch.expand(v.unsqueeze(1), [-1, q.size(1), -1, -1])
    o, l, = torch._scaled_dot_product_flash_attention_for_cpu(q, keys, values, 0., causal)
    return (o, l)
