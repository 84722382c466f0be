package org.wordsight.generate;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.Tokenizer;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.grammar.TokenMask;

/** The tokens of a row's answer, one more after each step. */
final class AnswerTokens {
  private final Row row;
  private final double[] scores;
  private final int[] ids;
  private final Optional<TokenGrammar.Answer> held;
  private int length;
  private Optional<FinishReason> reason;

  /**
   * @param scores log-probabilities of the row's scored tokens
   */
  AnswerTokens(Row row, double[] scores) {
    this.row = row;
    this.scores = scores;
    this.ids = new int[row.maximumNewTokens()];
    this.held = row.grammar().map(TokenGrammar::begin);
    this.reason = ids.length == 0 ? Optional.of(FinishReason.LENGTH) : Optional.empty();
  }

  Row row() {
    return row;
  }

  boolean isOpen() {
    return reason.isEmpty();
  }

  int last() {
    return ids[length - 1];
  }

  /** The random bits of the next token. */
  long draw() {
    return row.sampling().draw(length);
  }

  /** The tokens that may come next; absent if any token may, or if the answer has ended. */
  Optional<TokenMask> allowed() {
    return isOpen() ? held.map(answer -> answer.allowed(ids.length - length)) : Optional.empty();
  }

  void add(int id, Set<Integer> stopTokens) {
    ids[length++] = id;
    if (stopTokens.contains(id)) {
      reason = Optional.of(FinishReason.STOP);
      return;
    }
    held.ifPresent(answer -> answer.add(id));
    if (length == ids.length) {
      reason = Optional.of(FinishReason.LENGTH);
    }
  }

  Generation generation(Tokenizer tokenizer) {
    int[] answered = Arrays.copyOf(ids, length);
    return new Generation(
        tokenizer.decode(answered),
        answered,
        row.prompt().length(),
        reason.orElseThrow(),
        scores,
        "");
  }
}
