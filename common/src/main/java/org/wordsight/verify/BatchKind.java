package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.wordsight.generate.Generation;

/** Chats run together, padded on the left: each must go on as it does alone. */
final class BatchKind implements Kind {
  @Override
  public void compare(ReferenceCase each, Subject subject, Comparisons comparisons) {
    List<String> rows = each.texts("rows");
    List<ReferenceCase> chats = rows.stream().map(subject.reference()::named).toList();
    List<Generation> answers =
        Answers.greedy(chats, each.integer("max_new_tokens"), List.of(), subject);
    int[] lengths = answers.stream().mapToInt(Generation::promptTokens).toArray();
    comparisons.equal("attention_mask_sums", lengths, each.integers("attention_mask_sums"));
    comparisons.equal(
        "padded_length", Arrays.stream(lengths).max().orElse(0), each.integer("padded_length"));
    JsonNode theirs = each.value("greedy_ids");
    for (int row = 0; row < answers.size(); row++) {
      comparisons.equal(
          "greedy_ids " + rows.get(row),
          answers.get(row).ids(),
          ReferenceCase.integers(theirs.path(row)));
    }
  }
}
