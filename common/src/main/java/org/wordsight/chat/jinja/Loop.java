package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Optional;

/** The variable {@code loop} inside a loop; called, it renders the loop again over other items. */
final class Loop implements Callable {
  /** Renders the loop's body over other items, one level deeper. */
  interface Recursion {
    String render(Context context, Object items, int depth);
  }

  private final List<Object> items;
  private final int depth0;
  private final Optional<Recursion> recursion;
  private int index0 = -1;
  private Optional<List<Object>> lastChanged = Optional.empty();

  Loop(List<Object> items, int depth0, Optional<Recursion> recursion) {
    this.items = items;
    this.depth0 = depth0;
    this.recursion = recursion;
  }

  void next() {
    index0++;
  }

  int index0() {
    return index0;
  }

  long length() {
    return items.size();
  }

  Optional<Object> attribute(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "index0" -> (long) index0;
          case "index" -> index0 + 1L;
          case "revindex0" -> length() - index0 - 1;
          case "revindex" -> length() - index0;
          case "first" -> index0 == 0;
          case "last" -> index0 == items.size() - 1;
          case "length" -> length();
          case "depth0" -> (long) depth0;
          case "depth" -> depth0 + 1L;
          case "previtem" ->
              index0 > 0 ? items.get(index0 - 1) : new Undefined("there is no previous item");
          case "nextitem" ->
              index0 + 1 < items.size()
                  ? items.get(index0 + 1)
                  : new Undefined("there is no next item");
          case "cycle" -> (Callable) (context, arguments) -> cycle(arguments.positional());
          case "changed" ->
              (Callable) (context, arguments) -> changed(context, arguments.positional());
          default -> null;
        });
  }

  private Object cycle(List<Object> values) {
    if (values.isEmpty()) {
      throw new TemplateException("no items for cycling given");
    }
    return values.get(index0 % values.size());
  }

  private boolean changed(Context context, List<Object> values) {
    boolean same = lastChanged.filter(last -> Comparisons.equal(context, last, values)).isPresent();
    lastChanged = Optional.of(values);
    return !same;
  }

  @Override
  public Object call(Context context, Arguments arguments) {
    Object inner = arguments.bind("loop()", 1, "iterable").get(0);
    return recursion
        .orElseThrow(
            () ->
                new TemplateException(
                    "The loop must have the 'recursive' marker to be called recursively."))
        .render(context, inner, depth0 + 1);
  }
}
