package org.wordsight.teacher.openai;

import java.util.Locale;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TeacherConfig.MaximumTokensField;

/**
 * The optional fields of a request, which not every endpoint knows.
 *
 * @param completionTokens whether the answer's length is sent as {@code max_completion_tokens}, and
 *     not as {@code max_tokens}
 * @param responseFormat whether {@code response_format} is sent
 * @param seed whether {@code seed} is sent
 */
record RequestForm(boolean completionTokens, boolean responseFormat, boolean seed) {

  /**
   * The form to begin with. {@code max_tokens} comes first, since every endpoint knows it. An
   * endpoint that silently ignores the other name would write answers of any length.
   */
  static RequestForm first(TeacherConfig.OpenAi config) {
    boolean completionTokens =
        switch (config.maximumTokensField()) {
          case AUTO, MAX_TOKENS -> false;
          case MAX_COMPLETION_TOKENS -> true;
        };
    boolean responseFormat =
        switch (config.structuredOutput()) {
          case AUTO, ON -> true;
          case OFF -> false;
        };
    return new RequestForm(completionTokens, responseFormat, true);
  }

  /**
   * The form after an endpoint refused this one; the same form if the refusal names none of the
   * fields that may change.
   *
   * @param refused the endpoint's words about the field: its {@code param} and message
   */
  RequestForm after(String refused, TeacherConfig.OpenAi config) {
    String text = refused.toLowerCase(Locale.ROOT);
    boolean mayRename = config.maximumTokensField() == MaximumTokensField.AUTO;
    if (mayRename && !completionTokens && text.contains("max_completion_tokens")) {
      return new RequestForm(true, responseFormat, seed);
    }
    boolean mayDrop = config.structuredOutput() == TeacherConfig.StructuredOutput.AUTO;
    if (mayDrop
        && responseFormat
        && (text.contains("response_format") || text.contains("json_schema"))) {
      return new RequestForm(completionTokens, false, seed);
    }
    return seed && text.matches("(?s).*\\bseed\\b.*")
        ? new RequestForm(completionTokens, responseFormat, false)
        : this;
  }
}
