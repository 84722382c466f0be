package org.wordsight.chat.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Context.Frame;

/** A macro where it was defined: called, it renders its body to a text. */
final class Macro implements Callable {
  /** The names for which a macro gets values only if it mentions them. */
  static final Set<String> ASKED = Set.of("caller", "kwargs", "varargs");

  private final Definition definition;
  private final Frame frame;

  Macro(Definition definition, Frame frame) {
    this.definition = definition;
    this.frame = frame;
  }

  Definition definition() {
    return definition;
  }

  record Parameter(String name, Optional<Expression> fallback) {}

  /** The text of a macro. {@code names} are the names of {@link #ASKED} that it mentions. */
  record Definition(
      String name,
      List<Parameter> parameters,
      List<Statement> body,
      FrameNames frameNames,
      Set<String> names) {}

  @Override
  public Object call(Context context, Arguments arguments) {
    context.budget().enter();
    Frame inner = new Frame(context, frame, definition.frameNames());
    context.budget().elements(arguments.named().size());
    bind(context, inner, arguments);
    StringBuilder out = new StringBuilder();
    Statement.execute(context, inner, out, definition.body());
    context.budget().leave();
    return out.toString();
  }

  private void bind(Context context, Frame inner, Arguments arguments) {
    List<Parameter> parameters = definition.parameters();
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Object passed =
          i < arguments.positional().size()
              ? arguments.positional().get(i)
              : named.remove(parameter.name());
      inner.set(parameter.name(), passed == null ? absent(context, inner, parameter) : passed);
    }
    Set<String> names = definition.names();
    if (names.contains("caller") && parameters.stream().noneMatch(p -> p.name().equals("caller"))) {
      Object caller = named.remove("caller");
      inner.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (names.contains("kwargs")) {
      inner.set("kwargs", new LinkedHashMap<Object, Object>(named));
    } else if (!named.isEmpty()) {
      throw new TemplateException(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(definition.name(), named.keySet().iterator().next()));
    }
    if (names.contains("varargs")) {
      inner.set("varargs", new Tuple(arguments.after(parameters.size()).positional()));
    } else if (arguments.positional().size() > parameters.size()) {
      throw new TemplateException(
          "macro '%s' takes not more than %d argument(s)"
              .formatted(definition.name(), parameters.size()));
    }
  }

  private static Object absent(Context context, Frame inner, Parameter parameter) {
    if (parameter.fallback().isPresent()) {
      return parameter.fallback().get().evaluate(context, inner);
    }
    return new Undefined("parameter '" + parameter.name() + "' was not provided");
  }
}
