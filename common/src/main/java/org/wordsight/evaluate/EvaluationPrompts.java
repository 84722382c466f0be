package org.wordsight.evaluate;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.wordsight.chat.Message;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.vision.RgbImage;

/**
 * The prompts of an evaluation: the paper's (appendix B.2) or the run file's own. An image comes
 * before the text of its turn.
 *
 * @param image asks for an action, about an image
 * @param caption asks for a description of an image
 * @param text asks for an action, about a description
 */
public record EvaluationPrompts(
    PromptTemplate image,
    PromptTemplate caption,
    PromptTemplate text,
    int maximumAnswerTokens,
    int maximumCaptionTokens)
    implements Serializable {
  public static EvaluationPrompts of(EvaluationConfig config) {
    return new EvaluationPrompts(
        PromptTemplate.of(Purpose.IMAGE, config.prompts().image()),
        PromptTemplate.of(Purpose.CAPTION, config.prompts().caption()),
        PromptTemplate.of(Purpose.TEXT, config.prompts().text()),
        config.maximumAnswerTokens(),
        config.maximumCaptionTokens());
  }

  ChatRequest imageRequest(BenchmarkItem item, RgbImage pixels) {
    String words = image.render(Map.of("{options}", item.optionLines()));
    return new ChatRequest(
        Message.userWithImage(words), List.of(pixels), maximumAnswerTokens, VivaItem.LETTERS);
  }

  ChatRequest captionRequest(RgbImage pixels) {
    String words = caption.render(Map.of());
    return new ChatRequest(
        Message.userWithImage(words), List.of(pixels), maximumCaptionTokens, List.of());
  }

  ChatRequest textRequest(BenchmarkItem item, String situation) {
    String words = text.render(Map.of("{situation}", situation, "{options}", item.optionLines()));
    return new ChatRequest(Message.user(words), List.of(), maximumAnswerTokens, VivaItem.LETTERS);
  }
}
