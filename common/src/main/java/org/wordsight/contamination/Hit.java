package org.wordsight.contamination;

import java.io.Serializable;

/**
 * The evidence of contamination.
 *
 * @param field the question's field: situation, question or options
 * @param itemField the name of the item's text; options for options
 * @param score the share or similarity that the rule compares with its threshold
 * @param span the field's normalised words from the first to the last shared one; for options, the
 *     shared options
 */
public record Hit(
    String benchmark,
    String itemId,
    String field,
    String itemField,
    Rule rule,
    double score,
    String span,
    Policy policy)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public boolean drops() {
    return policy == Policy.DROP;
  }
}
