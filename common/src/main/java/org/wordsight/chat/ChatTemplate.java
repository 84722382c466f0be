package org.wordsight.chat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.wordsight.chat.jinja.Template;
import org.wordsight.chat.jinja.TemplateException;
import org.wordsight.error.WordsightException;

/**
 * A checkpoint's chat template, rendered as by {@code apply_chat_template} of transformers, with a
 * fixed {@code date_string}. Otherwise Llama's template would contain today's date, and the same
 * chat would change from night to night. Image placeholders stay as they are, one an image.
 */
public final class ChatTemplate {
  /** The day that Llama's own template uses by default. */
  public static final String DATE = "26 Jul 2024";

  private static final DateTimeFormatter DATE_FORMAT =
      DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.US);
  private static final String PROBE = "wordsight probe";

  private final Path folder;
  private final Template template;
  private final Map<String, Object> specialTokens;
  private final boolean listsText;

  private ChatTemplate(Path folder, Template template, Map<String, Object> specialTokens) {
    this.folder = folder;
    this.template = template;
    this.specialTokens = specialTokens;
    this.listsText = !shows(PROBE) && shows(textPart(PROBE));
  }

  /**
   * Reads the template of a checkpoint folder: {@code chat_template.jinja}, else {@code
   * chat_template.json}, else {@code tokenizer_config.json}.
   *
   * @throws WordsightException if there is none, or it is no valid template
   */
  public static ChatTemplate load(Path folder) {
    TemplateFiles files = new TemplateFiles(folder);
    String source = files.template();
    try {
      return new ChatTemplate(folder, Template.parse(source), files.specialTokens());
    } catch (TemplateException e) {
      throw WordsightException.input(
          "Cannot read the chat template of %s: line %d: %s. Use the checkpoint's own template."
              .formatted(folder, e.line(), stripped(e.getMessage())),
          e);
    }
  }

  /** The prompt that asks the model for the next turn. */
  public String prompt(List<Message> messages) {
    return render(huggingFace(messages), Map.of("add_generation_prompt", true));
  }

  /** The text of a finished chat. */
  public String transcript(List<Message> messages) {
    return render(huggingFace(messages), Map.of("add_generation_prompt", false));
  }

  /**
   * The text that the template writes after an assistant's words, without trailing blanks. A model
   * must learn to end its answer with this token. Empty if the template writes nothing there.
   */
  public String endOfTurn() {
    String chat = transcript(List.of(Message.user("?"), Message.assistant(PROBE)));
    int end = chat.lastIndexOf(PROBE);
    return end < 0 ? "" : chat.substring(end + PROBE.length()).stripTrailing();
  }

  /**
   * Renders messages in Hugging Face's own form.
   *
   * @param messages maps with {@code role} and {@code content}, and other keys that the template
   *     reads
   * @param arguments further variables of the template; {@code add_generation_prompt} is false,
   *     {@code tools} and {@code documents} are none and {@code date_string} is {@link #DATE}
   *     unless given
   * @throws WordsightException if the template fails or refuses the chat; its cause is the {@link
   *     TemplateException}
   */
  public String render(List<? extends Map<String, ?>> messages, Map<String, ?> arguments) {
    try {
      return renderWithTemplate(messages, arguments);
    } catch (TemplateException e) {
      String problem =
          switch (e.origin()) {
            case RAISED -> "the template refuses it: ";
            case FAILED -> "line " + e.line() + " of the template: ";
          };
      throw WordsightException.input(
          "Cannot render a chat with the template of %s: %s%s. Change the messages or the template."
              .formatted(folder, problem, stripped(e.getMessage())),
          e);
    }
  }

  private String renderWithTemplate(List<?> messages, Map<String, ?> arguments) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", false);
    variables.put("date_string", DATE);
    variables.putAll(arguments);
    variables.put("messages", messages);
    return template.render(variables, date(variables.get("date_string")));
  }

  /** The fixed day as a date, for templates that ask for the time themselves. */
  private static LocalDateTime date(Object dateString) {
    try {
      return LocalDate.parse(String.valueOf(dateString), DATE_FORMAT).atStartOfDay();
    } catch (DateTimeParseException e) {
      return LocalDate.parse(DATE, DATE_FORMAT).atStartOfDay();
    }
  }

  /** Whether the template renders a user's message with this content. */
  private boolean shows(Object content) {
    Map<String, Object> message = Map.of("role", "user", "content", content);
    try {
      return renderWithTemplate(List.of(message), Map.of()).contains(PROBE);
    } catch (TemplateException e) {
      return false;
    }
  }

  private List<Map<String, Object>> huggingFace(List<Message> messages) {
    List<Map<String, Object>> converted = new ArrayList<>();
    for (Message message : messages) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("role", message.role());
      map.put("content", content(message));
      converted.add(map);
    }
    return converted;
  }

  /**
   * A plain string if the template accepts one, since model families without images accept nothing
   * else.
   */
  private Object content(Message message) {
    if (!listsText && !message.hasImages()) {
      return message.text();
    }
    List<Object> parts = new ArrayList<>();
    for (Part part : message.parts()) {
      parts.addAll(
          part instanceof Part.Text text
              ? textPart(text.text())
              : List.of(Map.of("type", "image")));
    }
    return parts;
  }

  private static List<Object> textPart(String text) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", "text");
    part.put("text", text);
    return List.of(part);
  }

  private static String stripped(String message) {
    return Optional.ofNullable(message).orElse("").replaceFirst("[.\\s]+$", "");
  }
}
