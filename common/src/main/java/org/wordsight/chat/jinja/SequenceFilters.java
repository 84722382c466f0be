package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The filters on sequences, except those of {@link OrderFilters}. If Jinja2 returns a generator,
 * which computes items when they are read, these filters do too.
 */
final class SequenceFilters {
  static final Map<String, Callable> ALL =
      Map.ofEntries(
          Map.entry("length", (context, arguments) -> length("length", context, arguments)),
          Map.entry("count", (context, arguments) -> length("count", context, arguments)),
          Map.entry("list", SequenceFilters::list),
          Map.entry("first", SequenceFilters::first),
          Map.entry("last", SequenceFilters::last),
          Map.entry("reverse", SequenceFilters::reverse),
          Map.entry("join", SequenceFilters::join),
          Map.entry("items", SequenceFilters::items),
          Map.entry("sum", SequenceFilters::sum),
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("slice", SequenceFilters::slice),
          Map.entry("map", Selection::map),
          Map.entry(
              "select", (context, arguments) -> Selection.select(context, arguments, 0, true)),
          Map.entry(
              "reject", (context, arguments) -> Selection.select(context, arguments, 0, false)),
          Map.entry(
              "selectattr", (context, arguments) -> Selection.select(context, arguments, 1, true)),
          Map.entry(
              "rejectattr",
              (context, arguments) -> Selection.select(context, arguments, 1, false)));

  private SequenceFilters() {}

  private static Object value(String name, Arguments arguments) {
    return arguments.bind(name, 1, "value").get(0);
  }

  private static Object length(String name, Context context, Arguments arguments) {
    Object value = value(name, arguments);
    context.budget().scan(Values.isString(value) ? Values.string(value).length() : 0);
    return Values.length(value);
  }

  private static Object list(Context context, Arguments arguments) {
    List<Object> items = Values.elements(context, value("list", arguments));
    context.budget().elements(items.size());
    return new ArrayList<>(items);
  }

  private static Object first(Context context, Arguments arguments) {
    Object value = value("first", arguments);
    if (Values.isString(value) && Values.truth(value)) {
      return Character.toString(Values.string(value).codePointAt(0));
    } else if (Values.isSequence(value) && Values.truth(value)) {
      return Values.sequence(value).get(0);
    }
    Iterator<Object> items = Values.iterator(context, value);
    return items.hasNext() ? items.next() : empty("first");
  }

  private static Object last(Context context, Arguments arguments) {
    Object value = value("last", arguments);
    if (value instanceof Generator) {
      throw new TemplateException("'generator' object is not reversible");
    } else if (Values.isString(value) && Values.truth(value)) {
      String text = Values.string(value);
      return Markup.like(value, Character.toString(text.codePointBefore(text.length())));
    } else if (Values.isSequence(value) && Values.truth(value)) {
      List<Object> items = Values.sequence(value);
      return items.get(items.size() - 1);
    }
    List<Object> items = Values.elements(context, value);
    return items.isEmpty() ? empty("last") : items.get(items.size() - 1);
  }

  private static Undefined empty(String which) {
    return new Undefined("No " + which + " item, sequence was empty.");
  }

  private static Object reverse(Context context, Arguments arguments) {
    Object value = value("reverse", arguments);
    if (Values.isString(value)) {
      String text = Values.string(value);
      context.budget().text(text.length());
      return Markup.like(value, new StringBuilder(text).reverse().toString());
    }
    List<Object> elements = Values.elements(context, value);
    context.budget().elements(elements.size());
    List<Object> items = new ArrayList<>(elements);
    Collections.reverse(items);
    // A generator has no end to start from: Jinja2 makes a list of it.
    return value instanceof Generator ? items : new Generator(context, items::iterator);
  }

  private static Object join(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", 1, "value", "d", "attribute");
    String separator = bound.text(context, 1, "");
    UnaryOperator<Object> part = Selection.attribute(context, bound, 2, Optional.empty());
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : Values.elements(context, bound.get(0))) {
      context.budget().append(out, first ? "" : separator);
      context.budget().append(out, Values.text(context, part.apply(item)));
      first = false;
    }
    return out.toString();
  }

  private static Object items(Context context, Arguments arguments) {
    Object value = value("items", arguments);
    return new Generator(
        context,
        () -> {
          if (value instanceof Map<?, ?> map) {
            return CollectionMethods.items(context, map).iterator();
          } else if (value instanceof Undefined) {
            return Collections.emptyIterator();
          }
          throw new TemplateException("Can only get item pairs from a mapping.");
        });
  }

  private static Object sum(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", 1, "iterable", "attribute", "start");
    UnaryOperator<Object> part = Selection.attribute(context, bound, 1, Optional.empty());
    Object total = bound.get(2, 0L);
    if (Values.isString(total)) {
      throw new TemplateException("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Object item : Values.elements(context, bound.get(0))) {
      total = Arithmetic.binary(context, "+", total, part.apply(item));
    }
    return total;
  }

  private static Object batch(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", 2, "value", "linecount", "fill_with");
    return new Generator(context, () -> batches(context, bound).iterator());
  }

  /** Batches by Jinja2's rule: a batch ends when its size equals the count, which may be never. */
  private static List<Object> batches(Context context, Arguments.Bound bound) {
    Object count = bound.get(1);
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : Values.elements(context, bound.get(0))) {
      context.budget().elements(3);
      if (Comparisons.equal(context, (long) batch.size(), count)) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      boolean fills = bound.given(2);
      if (fills && Comparisons.less(context, (long) batch.size(), count)) {
        long missing = Values.integer(count) - batch.size();
        context.budget().elements(missing);
        batch.addAll(Collections.nCopies((int) missing, bound.get(2)));
      }
      batches.add(batch);
    }
    return batches;
  }

  private static Object slice(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", 2, "value", "slices", "fill_with");
    return new Generator(context, () -> slices(context, bound).iterator());
  }

  private static List<Object> slices(Context context, Arguments.Bound bound) {
    List<Object> items = Values.elements(context, bound.get(0));
    long count = Values.integer(bound.get(1));
    if (count == 0) {
      throw new TemplateException("integer division or modulo by zero");
    }
    context.budget().elements(4 * Math.max(0, Math.min(count, Budget.MAXIMUM_WORK)));
    context.budget().elements(items.size());
    List<Object> slices = new ArrayList<>();
    int from = 0;
    for (long i = 0; i < count; i++) {
      boolean longer = i < items.size() % count;
      int size = (int) (items.size() / count) + (longer ? 1 : 0);
      List<Object> part = new ArrayList<>(items.subList(from, from + size));
      if (bound.given(2) && !longer) {
        part.add(bound.get(2));
      }
      slices.add(part);
      from += size;
    }
    return slices;
  }
}
