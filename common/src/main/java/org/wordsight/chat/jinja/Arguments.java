package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The arguments of a call: values by position, then values by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Object... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** These arguments without the first {@code count} positional ones. */
  Arguments after(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }

  /** These arguments with one of them changed, if it is passed by position or by name. */
  Arguments with(int position, String name, UnaryOperator<Object> change) {
    List<Object> values = new ArrayList<>(positional);
    if (position < values.size()) {
      values.set(position, change.apply(values.get(position)));
    }
    Map<String, Object> byName = new LinkedHashMap<>(named);
    byName.computeIfPresent(name, (key, value) -> change.apply(value));
    return new Arguments(values, byName);
  }

  /** Assigns the arguments to a function's parameters. The first {@code required} must be given. */
  Bound bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateException(
          "%s takes at most %d arguments, got %d"
              .formatted(function, parameters.length, positional.size()));
    }
    List<Optional<Object>> values = new ArrayList<>();
    positional.forEach(value -> values.add(Optional.of(value)));
    Map<String, Object> rest = new LinkedHashMap<>(named);
    for (int i = positional.size(); i < parameters.length; i++) {
      Optional<Object> value = Optional.ofNullable(rest.remove(parameters[i]));
      if (value.isEmpty() && i < required) {
        throw new TemplateException(function + " lacks its argument '" + parameters[i] + "'");
      }
      values.add(value);
    }
    if (!rest.isEmpty()) {
      String name = rest.keySet().iterator().next();
      throw new TemplateException(
          "%s has no argument '%s', expected one of %s"
              .formatted(function, name, Arrays.toString(parameters)));
    }
    return new Bound(values);
  }

  /** Arguments by the position of their parameter. */
  record Bound(List<Optional<Object>> values) {
    Object get(int parameter) {
      return values.get(parameter).orElseThrow();
    }

    Object get(int parameter, Object fallback) {
      return values.get(parameter).orElse(fallback);
    }

    String text(Context context, int parameter, String fallback) {
      return values.get(parameter).map(value -> Values.text(context, value)).orElse(fallback);
    }

    long integer(int parameter, long fallback) {
      return values.get(parameter).map(Values::integer).orElse(fallback);
    }

    boolean truth(int parameter) {
      return values.get(parameter).map(Values::truth).orElse(false);
    }

    boolean given(int parameter) {
      return values.get(parameter).filter(value -> value != None.NONE).isPresent();
    }
  }
}
