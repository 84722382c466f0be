package org.wordsight.verify;

import org.wordsight.chat.jinja.TemplateException;
import org.wordsight.error.WordsightException;

/** A chat that its template refuses, with the template's own message. */
final class TemplateErrorKind implements Kind {
  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    try {
      Chats.render(subject.model().template(), each);
      checks.refused("message", false, "the template accepts the chat");
    } catch (WordsightException e) {
      if (e.getCause() instanceof TemplateException raised) {
        checks.equal("message", raised.getMessage(), each.text("message"));
      } else {
        throw e;
      }
    }
  }
}
