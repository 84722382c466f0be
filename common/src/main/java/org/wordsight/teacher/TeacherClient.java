package org.wordsight.teacher;

import java.util.concurrent.CompletableFuture;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;

/** The connection of one JVM to a teacher over the network. All threads of the JVM share it. */
public interface TeacherClient extends AutoCloseable {

  /**
   * Sends one request, and never twice: the caller decides about another attempt. Cancelling the
   * future ends the request at the endpoint too, if the endpoint notices.
   *
   * @param prompt the text of the user's turn
   * @return completes with a reply for everything that can happen on a network, and exceptionally
   *     only for a defect of ours
   */
  CompletableFuture<Reply> ask(String prompt, PlannedRequest request, RequestParameters parameters);

  @Override
  void close();
}
