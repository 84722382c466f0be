package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.config.RehearsalConfig.Fault;
import org.wordsight.money.Usage;
import org.wordsight.prompt.QuestionJson;

/**
 * The chat completion that answers a request.
 *
 * @param usage the tokens that the endpoint charges for
 */
record ScriptedAnswer(String json, Usage usage) {
  private static final String REASONING = "First the people, then the danger, then the rules.";
  private static final int REASONING_TOKENS = ScriptedRequest.tokens(REASONING.length());

  /**
   * @param fault a fault of the answer's content; other faults are ignored here
   */
  static ScriptedAnswer of(
      RehearsalConfig script, JsonNode request, Optional<Fault> fault, RandomGenerator random) {
    boolean object = request.path("response_format").path("type").asText().equals("json_schema");
    int most = ScriptedRequest.maximumTokens(request);
    String whole =
        ScriptedChoice.of(request, random)
            .orElseGet(() -> content(script.questions(), object, random));
    String content = ScriptedRequest.cut(whole, most);
    String finish = content.length() < whole.length() ? "length" : "stop";
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("role", "assistant");
    int reasoning = 0;
    switch (fault.orElse(Fault.RESET_IN_BODY)) {
      case CUT_OFF -> {
        content = content.substring(0, content.length() / 2);
        finish = "length";
      }
      case REFUSAL -> {
        content = "";
        message.put("refusal", "I cannot help with that.");
      }
      case FILTERED_ANSWER -> {
        content = "";
        finish = "content_filter";
      }
      case NO_TEXT -> content = "";
      case THINK_TAGS -> {
        content = "<think>" + REASONING + "</think>" + content;
        reasoning = REASONING_TOKENS;
      }
      case REASONING_FIELD -> {
        message.put("reasoning_content", REASONING);
        reasoning = REASONING_TOKENS;
      }
      default -> {} // There is no fault, or it is not in the content.
    }
    if (content.isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", content);
    }
    Usage usage =
        new Usage(
            ScriptedRequest.promptTokens(request),
            0,
            Math.min(most, ScriptedRequest.tokens(content.length()) + reasoning));
    return new ScriptedAnswer(
        completion(script, request, fault, message, finish, usage, random), usage);
  }

  private static String content(int questions, boolean object, RandomGenerator random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      lines.add(QuestionJson.line(ScriptedQuestions.write(random)));
    }
    String list = "[" + String.join(",\n", lines) + "]";
    return object ? "{\"questions\": " + list + "}" : list;
  }

  private static String completion(
      RehearsalConfig script,
      JsonNode request,
      Optional<Fault> fault,
      ObjectNode message,
      String finish,
      Usage usage,
      RandomGenerator random) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("id", "chatcmpl-" + Long.toUnsignedString(random.nextLong(), 36));
    root.put("object", "chat.completion");
    root.put("created", 1_760_000_000L);
    root.put("model", request.path("model").asText());
    root.put("system_fingerprint", "fp_scripted");
    if (fault.equals(Optional.of(Fault.NO_CHOICES))) {
      root.putArray("choices");
    } else {
      ObjectNode choice = root.putArray("choices").addObject();
      choice.put("index", 0);
      choice.set("message", message);
      choice.put("finish_reason", finish);
      if (request.path("logprobs").asBoolean()) {
        ObjectNode token = choice.putObject("logprobs").putArray("content").addObject();
        token.put("token", message.path("content").asText(" ").substring(0, 1));
        token.put("logprob", -0.25);
      }
    }
    addUsage(root, script, usage);
    return root.toString();
  }

  private static void addUsage(ObjectNode root, RehearsalConfig script, Usage usage) {
    switch (script.usage()) {
      case GIVEN -> {
        ObjectNode said = root.putObject("usage");
        said.put("prompt_tokens", usage.promptTokens());
        said.put("completion_tokens", usage.completionTokens());
        said.put("total_tokens", usage.totalTokens());
      }
      case MISSING -> {}
      case NEGATIVE -> {
        ObjectNode said = root.putObject("usage");
        said.put("prompt_tokens", -1);
        said.put("completion_tokens", usage.completionTokens());
      }
      case ENORMOUS -> {
        ObjectNode said = root.putObject("usage");
        said.put("prompt_tokens", usage.promptTokens());
        said.put("completion_tokens", 1_000_000_000_000L);
      }
    }
  }
}
