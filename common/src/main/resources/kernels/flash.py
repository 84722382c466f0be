  # Attention by the flash kernel, which takes 16-bit numbers only, and heads of at most 256 numbers, a
  # multiple of 8.
  #
  # Sequences of queries [N, heads, E] follow one another; `at` is where each begins, and where the last
  # one ends. Keys and values of a sequence follow one another in k and v [slots, K, E], from `firsts`
  # on; `used` of them count. Of these, the last ones are at the positions of the queries, where
  # `causal`. All three are int32. The longest sequence has `most` queries and `longest` keys.
  # Returns [N, heads, E] and the logarithm of the sum of exponentials [heads, N].
  # heads is a multiple of K.
  # sequences: for each one its first slot, its keys and its queries; empty where only the device
  # knows them, and each has `most` queries.
  def flash(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, at: Tensor, firsts: Tensor, used: Tensor, sequences: List[int], most: int, longest: int, causal: bool) -> Tuple[Tensor, Tensor]:
    o, l, _0, _1, _2, = torch._flash_attention_forward(q, k, v, at, firsts, most, longest, 0., causal, False, scale=${scale}, seqused_k=used)
    return (o, l)
