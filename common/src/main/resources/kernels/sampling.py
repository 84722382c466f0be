  # Choosing the next token. B rows, V vocabulary, N scored tokens. Probabilities are float64, since
  # errors of float32 sums over a large vocabulary would show in hundreds of thousands of draws.

  # The most probable token [B] of logits [B, V].
  def greedy(self: __torch__.Kernels, logits: Tensor) -> Tensor:
    return torch.argmax(logits, -1)

  # logits [B, V], temperatures [B] (float32, 0 for greedy), draws [B]: 53 random bits (int64).
  # Inverts the distribution function at draws / 2^53, with tokens in the vocabulary's order.
  def sampled(self: __torch__.Kernels, logits: Tensor, temperatures: Tensor, draws: Tensor) -> Tensor:
    p = self.probabilities(logits, temperatures)
    sums = torch.cumsum(p, -1)
    targets = self.targets(draws, sums[:, -1:])
    chosen = torch.searchsorted(sums, targets, right=True).squeeze(-1)
    chosen = torch.clamp_max(chosen, logits.size(-1) - 1)
    return torch.where(temperatures > 0, chosen, torch.argmax(logits, -1))

  # The same from the fewest most probable tokens whose probabilities reach top_p [B] (float32).
  # Tokens are in falling order of probability, and equal ones in the vocabulary's order. Rows with
  # a top_p of 1 are sampled as above. A few tokens nearly always suffice, and are found without
  # sorting the vocabulary. A row that needs more tokens is computed with all of them, whatever the
  # other rows need.
  # some_take_all: whether there are rows with a top_p of 1.
  def nucleus(self: __torch__.Kernels, logits: Tensor, temperatures: Tensor, draws: Tensor, top_p: Tensor, some_take_all: bool) -> Tensor:
    p = self.probabilities(logits, temperatures)
    best, some, = torch.topk(p, min(${few}, p.size(-1)), -1, True, False)
    some, _0, = torch.sort(some, -1)
    chosen, enough, = self.within(torch.gather(p, -1, some), some, top_p, draws)
    enough = torch.logical_or(enough, top_p == 1)
    if int(torch.item(torch.sum(enough))) < enough.size(0):
      everything = torch.expand_as(torch.arange(p.size(-1), device=p.device), p)
      chosen_of_all, _1, = self.within(p, everything, top_p, draws)
      chosen = torch.where(enough, chosen, chosen_of_all)
    if some_take_all:
      chosen = torch.where(top_p < 1, chosen, self.sampled(logits, temperatures, draws))
    return torch.where(temperatures > 0, chosen, torch.argmax(logits, -1))

  # The choice [B] among tokens [B, C], in the vocabulary's order, of probabilities p; and whether
  # the choice among all tokens is the same. It is if the probabilities reach top_p before the last
  # token, since a token that was left out may equal the last one.
  def within(self: __torch__.Kernels, p: Tensor, tokens: Tensor, top_p: Tensor, draws: Tensor) -> Tuple[Tensor, Tensor]:
    p, ranked, = torch.sort(p, stable=True, dim=-1, descending=True)
    sums = torch.cumsum(p, -1)
    before = sums - p
    last = torch.sum(before < top_p.double().unsqueeze(-1), [-1], True) - 1
    targets = self.targets(draws, torch.gather(sums, -1, last))
    ranks = torch.minimum(torch.searchsorted(sums, targets, right=True), last)
    chosen = torch.gather(tokens, -1, torch.gather(ranked, -1, ranks)).squeeze(-1)
    return (chosen, (torch.gather(p, -1, last) > p[:, -1:]).squeeze(-1))

  def probabilities(self: __torch__.Kernels, logits: Tensor, temperatures: Tensor) -> Tensor:
    divisors = torch.where(temperatures > 0, temperatures, torch.ones_like(temperatures))
    return torch.softmax(logits.double() / divisors.double().unsqueeze(-1), -1)

  def targets(self: __torch__.Kernels, draws: Tensor, totals: Tensor) -> Tensor:
    return draws.double().unsqueeze(-1) / 9007199254740992. * totals

  # The log-probability [N] of tokens [N] at rows [N] of logits [B, V], over the whole vocabulary.
  def scores(self: __torch__.Kernels, logits: Tensor, rows: Tensor, tokens: Tensor) -> Tensor:
    normed = torch.log_softmax(logits.double(), -1)
    chosen = torch.gather(torch.index_select(normed, 0, rows), 1, tokens.unsqueeze(-1))
    return chosen.squeeze(-1).float()

  # Puts a mask [W] into a place of the table [M, W] of masks: 8 tokens a byte, the first in the
  # lowest bit.
  def put_mask(self: __torch__.Kernels, masks: Tensor, place: int, mask: Tensor) -> Tensor:
    return torch.copy_(torch.select(masks, 0, place), mask)

  # The logits [B, V], minus infinity where the mask at a row's place [B] does not allow a token.
  def masked(self: __torch__.Kernels, logits: Tensor, masks: Tensor, places: Tensor) -> Tensor:
    bits = torch.arange(8, dtype=0, device=logits.device)
    bytes = torch.index_select(masks, 0, places).unsqueeze(-1)
    allowed = torch.reshape(torch.bitwise_and(torch.bitwise_right_shift(bytes, bits), 1), [logits.size(0), -1])
    allowed = torch.narrow(allowed, 1, 0, logits.size(1))
    return torch.masked_fill(logits, torch.eq(allowed, 0), -inf)

  # The chosen tokens [B], and the most probable one where rounding chose a token that is not
  # allowed.
  def only_allowed(self: __torch__.Kernels, chosen: Tensor, masked: Tensor) -> Tensor:
    of_chosen = torch.gather(masked, -1, chosen.unsqueeze(-1)).squeeze(-1)
    return torch.where(torch.isinf(of_chosen), torch.argmax(masked, -1), chosen)
