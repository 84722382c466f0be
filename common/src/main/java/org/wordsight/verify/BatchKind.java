package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.wordsight.generate.Generation;

/**
 * Chats in one batch, padded on the left in the reference. Each must be answered as if it were
 * alone.
 */
final class BatchKind implements Kind {
  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    List<String> rows = each.texts("rows");
    List<ReferenceCase> chats = rows.stream().map(subject.reference()::named).toList();
    List<Generation> answers =
        GreedyAnswers.greedy(chats, each.integer("max_new_tokens"), List.of(), subject);
    int[] lengths = answers.stream().mapToInt(Generation::promptTokens).toArray();
    checks.equal("attention_mask_sums", lengths, each.integers("attention_mask_sums"));
    checks.equal(
        "padded_length", Arrays.stream(lengths).max().orElse(0), each.integer("padded_length"));
    JsonNode theirs = each.value("greedy_ids");
    for (int row = 0; row < answers.size(); row++) {
      checks.equal(
          "greedy_ids " + rows.get(row),
          answers.get(row).ids(),
          ReferenceCase.integers(theirs.path(row)));
    }
  }
}
