package org.wordsight.teacher.openai;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.wordsight.config.LimitsConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.data.Sha256;
import org.wordsight.error.WordsightException;
import org.wordsight.money.Prices;
import org.wordsight.teacher.Pace;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.TeacherClient;

/** A model behind an endpoint with OpenAI's chat completions. */
public record OpenAiTeacher(TeacherConfig.OpenAi config) implements RemoteTeacher {
  private static final long serialVersionUID = 1L;

  /**
   * The tokens that a chat template adds to a prompt: a default system message, dates, the marks of
   * turns. The templates of today's models add fewer than 100.
   */
  private static final int TEMPLATE_TOKENS = 256;

  private static final long SECONDS_UNTIL_LOST = 60;

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String model() {
    return config.model();
  }

  /** The hash of all parts of a request except the prompt and the parameters of the plan. */
  @Override
  public String fingerprint() {
    return new Sha256()
        .add("openai")
        .add(config.model())
        .add(config.structuredOutput().name())
        .add(RequestBody.RESPONSE_FORMAT)
        .add(Boolean.toString(config.logProbabilities()))
        .hex();
  }

  /** The endpoint applies the model's chat template itself. */
  @Override
  public UnaryOperator<String> chat() {
    return UnaryOperator.identity();
  }

  /**
   * A client for this JVM. All threads share it, since it holds the connections and the facts
   * learned about the endpoints.
   *
   * @throws WordsightException exit code 3 if a secret or a certificate is missing or unusable; 2
   *     if an endpoint's name stands for a private address that the run file does not allow
   */
  @Override
  public TeacherClient open() {
    return OpenAiClient.open(this, Secrets.of(config.connection(), System::getenv));
  }

  /**
   * Reads secrets and certificates and forgets them. Nothing is asked.
   *
   * @param environment the value of a variable, or null
   * @throws WordsightException exit code 3 if one is missing or unusable
   */
  public void requireSecrets(UnaryOperator<String> environment) {
    Https.context(config.connection(), Secrets.of(config.connection(), environment));
  }

  @Override
  public Prices prices() {
    return config.prices();
  }

  /** A request counts as lost some time after its own time-outs would have ended it. */
  @Override
  public Pace pace() {
    LimitsConfig limits = config.limits();
    long seconds =
        (long) config.connection().connectSeconds() + config.connection().requestSeconds();
    return new Pace(
        limits.maximumInFlight(),
        limits.requestsAMinute(),
        limits.tokensAMinute(),
        1_000 * (seconds + SECONDS_UNTIL_LOST),
        1_000L * config.connection().startSeconds());
  }

  /**
   * This bound holds for every tokenizer that works on bytes, such as those of GPT, Llama and Qwen,
   * since no token is shorter than a byte. The form of the answer counts too, since endpoints may
   * read it as a part of the prompt.
   */
  @Override
  public int promptTokensAtMost(String prompt) {
    return prompt.getBytes(StandardCharsets.UTF_8).length
        + TEMPLATE_TOKENS
        + switch (config.structuredOutput()) {
          case AUTO, ON -> RequestBody.RESPONSE_FORMAT.length();
          case OFF -> 0;
        };
  }
}
