package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.ChatResponse;

/** The models that answer; a Spark task opens one session. */
public interface ModelSessions extends Serializable {
  Session open();

  /** What a task keeps from one group to the next, such as adapters on the device. */
  interface Session extends AutoCloseable {
    /** Answers a group as one batch; one response each, in order. */
    List<ChatResponse> ask(EvaluatedModel evaluated, List<ChatRequest> requests);

    @Override
    void close();
  }
}
