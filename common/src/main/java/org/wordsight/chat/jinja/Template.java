package org.wordsight.chat.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;

/**
 * A Jinja2 template of the kind that Hugging Face checkpoints have. Its text is that of Jinja2 3.1,
 * to the byte. The environment is that of transformers: {@code ImmutableSandboxedEnvironment} with
 * {@code trim_blocks}, {@code lstrip_blocks}, loop controls, {@code generation} blocks, {@code
 * tojson} as plain {@code json.dumps}, {@code raise_exception} and {@code strftime_now}. A template
 * can reach nothing but the values passed to it, and its work and output are bounded.
 */
public final class Template {
  private static final int MAXIMUM_SOURCE = 1 << 20;

  private final Statement.Inner body;

  private Template(Statement.Inner body) {
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException if it is no valid template, or uses what chat templates do not
   */
  public static Template parse(String source) {
    if (source.length() > MAXIMUM_SOURCE) {
      throw new TemplateException("it is longer than " + MAXIMUM_SOURCE + " characters");
    }
    return new Template(Parser.parse(source));
  }

  /**
   * Renders the template.
   *
   * @param variables by name: strings, numbers, booleans, null (Python's None), and maps and lists
   *     of these
   * @param now the date that {@code strftime_now} tells
   * @throws TemplateException if the template fails or raises an error of its own
   */
  public String render(Map<String, ?> variables, LocalDateTime now) {
    return render(variables, now, Budget.Limits.STANDARD);
  }

  String render(Map<String, ?> variables, LocalDateTime now, Budget.Limits limits) {
    Map<String, Object> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, Values.of(value)));
    Context context = new Context(values, now, limits);
    StringBuilder out = new StringBuilder();
    try {
      Statement.execute(context, new Context.Frame(body.names()), out, body.body());
    } catch (TemplateException e) {
      throw e.at(context.line());
    }
    return out.toString();
  }
}
