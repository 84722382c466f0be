  # The same as flash.py by plain products, for float32, and for devices without the flash kernel.

  def flash(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, at: Tensor, firsts: Tensor, used: Tensor, sequences: List[int], most: int, longest: int, causal: bool) -> Tuple[Tensor, Tensor]:
    scaled = torch.reshape(q * ${scale}, [q.size(0), ${keyValueHeads}, -1, ${headSize}])
    if len(sequences) == 0:
      o, l, = self.at_once(scaled, k, v, firsts, used, most, longest)
    else:
      o, l, = self.in_turn(scaled, k, v, sequences, causal)
    return (o, l)

  # Sequences of equally many queries, together. After a sequence's end its last key is repeated, and
  # left out of the sum.
  def at_once(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, firsts: Tensor, used: Tensor, most: int, longest: int) -> Tuple[Tensor, Tensor]:
    n = used.size(0)
    columns = torch.arange(longest, dtype=3, device=q.device)
    counts = used.unsqueeze(1)
    slots = torch.reshape(torch.narrow(firsts, 0, 0, n).unsqueeze(1) + torch.minimum(columns, counts - 1), [-1])
    keys = torch.index_select(k, 0, slots).view([n, longest, ${keyValueHeads}, ${headSize}])
    keys = torch.permute(keys, [0, 2, 3, 1])
    values = torch.index_select(v, 0, slots).view([n, longest, ${keyValueHeads}, ${headSize}]).transpose(1, 2)
    behind = (columns >= counts).view([n, 1, 1, longest])
    queries = torch.permute(q.view([n, most, ${keyValueHeads}, -1, ${headSize}]), [0, 2, 1, 3, 4])
    g = queries.size(3)
    queries = torch.reshape(queries, [n, ${keyValueHeads}, most * g, ${headSize}])
    scores = torch.masked_fill(torch.matmul(queries, keys).float(), behind, -inf)
    o = torch.matmul(self.in_type(torch.softmax(scores, -1)), values)
    o = torch.permute(o.view([n, ${keyValueHeads}, most, g, ${headSize}]), [0, 2, 1, 3, 4])
    l = torch.permute(torch.logsumexp(scores, [-1]).view([n, ${keyValueHeads}, most, g]), [1, 3, 0, 2])
    return (torch.reshape(o, [n * most, -1, ${headSize}]), torch.reshape(l, [-1, n * most]))

  # Sequences one after the other, up to 512 queries at a time.
  def in_turn(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, sequences: List[int], causal: bool) -> Tuple[Tensor, Tensor]:
    outputs = annotate(List[Tensor], [])
    sums = annotate(List[Tensor], [])
    heads = q.size(1) * q.size(2)
    at = 0
    for i in range(len(sequences) // 3):
      seen = sequences[3 * i + 1]
      count = sequences[3 * i + 2]
      keys = torch.permute(torch.narrow(k, 0, sequences[3 * i], seen), [1, 2, 0])
      values = torch.narrow(v, 0, sequences[3 * i], seen).transpose(0, 1)
      columns = torch.arange(seen, device=q.device)
      done = 0
      for part in torch.split(torch.narrow(q, 0, at, count), 512):
        t = part.size(0)
        grouped = torch.reshape(torch.permute(part, [1, 2, 0, 3]), [${keyValueHeads}, -1, ${headSize}])
        scores = torch.matmul(grouped, keys).float().view([${keyValueHeads}, -1, t, seen])
        if causal:
          last = torch.arange(t, device=q.device).unsqueeze(1) + (seen - count + done)
          scores = torch.masked_fill(scores, columns > last, -inf)
        weights = self.in_type(torch.softmax(scores, -1)).view([${keyValueHeads}, -1, seen])
        o = torch.matmul(weights, values).view([heads, t, ${headSize}])
        _0 = torch.append(outputs, o.transpose(0, 1))
        _1 = torch.append(sums, torch.logsumexp(scores, [-1]).view([heads, t]))
        done = done + t
      at = at + count
    return (torch.cat(outputs, 0), torch.cat(sums, 1))
