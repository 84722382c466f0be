package org.wordsight.evaluate;

import java.util.List;

/** A model that answers chat requests. */
@FunctionalInterface
public interface ChatModel {
  /** Answers a group of requests as one batch; one response each, in order. */
  List<ChatResponse> ask(List<ChatRequest> requests);
}
