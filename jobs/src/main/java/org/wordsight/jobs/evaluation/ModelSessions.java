package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.ChatResponse;

/** Gives access to the models under evaluation. Each Spark task opens one session. */
public interface ModelSessions extends Serializable {
  Session open();

  /** Keeps data of a Spark task from one group to the next, such as adapters on the device. */
  interface Session extends AutoCloseable {
    /** Answers a group as one batch; one response for each request, in order. */
    List<ChatResponse> ask(EvaluatedModel evaluated, List<ChatRequest> requests);

    @Override
    void close();
  }
}
