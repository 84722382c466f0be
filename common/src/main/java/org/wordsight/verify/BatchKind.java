package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.wordsight.model.Prompt;

/** Chats run together, padded on the left: each must go on as it does alone. */
final class BatchKind implements Kind {
  @Override
  public void compare(ReferenceCase each, Subject subject, Comparisons comparisons) {
    List<String> rows = each.texts("rows");
    List<Prompt> prompts =
        rows.stream().map(row -> ChatKind.prompt(subject.reference().named(row), subject)).toList();
    int[] lengths = prompts.stream().mapToInt(Prompt::length).toArray();
    comparisons.equal("attention_mask_sums", lengths, each.integers("attention_mask_sums"));
    comparisons.equal(
        "padded_length",
        prompts.stream().mapToInt(Prompt::length).max().orElse(0),
        each.integer("padded_length"));
    int[][] greedy = new Forward(subject.model()).greedy(prompts, each.integer("max_new_tokens"));
    JsonNode theirs = each.value("greedy_ids");
    for (int row = 0; row < greedy.length; row++) {
      comparisons.equal(
          "greedy_ids " + rows.get(row), greedy[row], ReferenceCase.integers(theirs.path(row)));
    }
  }
}
