package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.evaluate.Inquiry;
import org.wordsight.evaluate.Response;

/** Puts questions to models: opened once in every task. */
public interface Respondents extends Serializable {
  Sitting open();

  /** What a task keeps from one group to the next, such as adapters on the device. */
  interface Sitting extends AutoCloseable {
    /** Answers a group as one batch; one response each, in order. */
    List<Response> ask(Contestant contestant, List<Inquiry> inquiries);

    @Override
    void close();
  }
}
