package org.wordsight.model.mllama;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens that look at an image: from its placeholder to the next one that does not follow at
 * once. Images side by side are looked at together.
 *
 * @param from the placeholder
 * @param to the token behind the last; {@link Integer#MAX_VALUE} if everything that follows looks
 */
record Reach(int from, int to) {

  /** The reach of each image of a prompt. */
  static List<Reach> of(int[] ids, int placeholder) {
    List<Reach> reaches = new ArrayList<>();
    int end = Integer.MAX_VALUE;
    for (int token = ids.length - 1; token >= 0; token--) {
      if (ids[token] == placeholder) {
        reaches.add(0, new Reach(token, end));
        boolean follows = token > 0 && ids[token - 1] == placeholder;
        end = follows ? end : token;
      }
    }
    return reaches;
  }

  boolean includes(int token) {
    return from <= token && token < to;
  }
}
