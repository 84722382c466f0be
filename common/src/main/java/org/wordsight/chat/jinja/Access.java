package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code value.name}, {@code value[key]} and slices. A name is looked up first among the methods
 * that this package lists for a type, then among a dict's keys. A key is looked up in the opposite
 * order. A template can reach no part of a Java object.
 */
final class Access {
  private Access() {}

  static Object attribute(Context context, Object value, String name) {
    Optional<Object> own = own(value, name);
    if (own.isPresent()) {
      return own.get();
    }
    return element(context, value, name).orElseGet(() -> missing(value, name));
  }

  static Object item(Context context, Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Optional<Object> element = element(context, value, key);
    if (element.isEmpty() && Values.isString(key)) {
      element = own(value, Values.string(key));
    }
    return element.orElseGet(() -> missing(value, key));
  }

  /** An attribute of the value's own type. */
  private static Optional<Object> own(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    } else if (value instanceof Namespace namespace) {
      return Optional.ofNullable(namespace.attributes().get(name));
    } else if (value instanceof Loop loop) {
      return loop.attribute(name);
    } else if (value instanceof String text) {
      return StringMethods.of(text, name);
    } else if (value instanceof Markup markup) {
      return MarkupMethods.of(markup, name);
    } else if (value instanceof Map<?, ?> map) {
      return CollectionMethods.of(map, name);
    } else if (value instanceof Tuple tuple && tuple.names().contains(name)) {
      return Optional.of(tuple.items().get(tuple.names().indexOf(name)));
    } else if (value instanceof List || value instanceof Tuple) {
      return CollectionMethods.of(Values.sequence(value), value instanceof List, name);
    } else if (value instanceof Globals.Cycler cycler) {
      return cycler.attribute(name);
    }
    return Optional.empty();
  }

  private static Optional<Object> element(Context context, Object value, Object key) {
    if (value instanceof Map<?, ?> map) {
      boolean known = !(key instanceof List || key instanceof Map || key instanceof View);
      return known
          ? Optional.ofNullable(map.get(DictKeys.in(context, map, key)))
          : Optional.empty();
    } else if (!Values.isWhole(key)) {
      return Optional.empty();
    }
    long index = Values.integer(key);
    if (Values.isString(value)) {
      return character(context, value, index);
    }
    List<Object> items = Values.sequence(value);
    long place = index < 0 ? index + items.size() : index;
    return place < 0 || place >= items.size()
        ? Optional.empty()
        : Optional.of(items.get((int) place));
  }

  private static Optional<Object> character(Context context, Object value, long index) {
    String text = Values.string(value);
    context.budget().scan(2L * text.length());
    int length = PythonText.length(text);
    if (index < -length || index >= length) {
      return Optional.empty();
    }
    int at = PythonText.index(text, (int) index);
    return Optional.of(Markup.like(value, Character.toString(text.codePointAt(at))));
  }

  private static Undefined missing(Object value, Object key) {
    String type = value instanceof None ? "None" : "'" + Values.type(value) + " object'";
    String shown =
        Values.isString(key)
            ? PythonText.shown(Values.string(key))
            : Values.isWhole(key) ? key.toString() : "of type " + Values.type(key);
    return new Undefined(
        Values.isString(key)
            ? "%s has no attribute %s".formatted(type, shown)
            : "%s has no element %s".formatted(type, shown));
  }

  /** {@code value[start:stop:step]}; an absent bound is {@link None}. */
  static Object slice(Context context, Object value, Object start, Object stop, Object step) {
    if (!Values.isString(value) && !Values.isSequence(value)) {
      throw Values.refused(value, "'%s' object is not subscriptable");
    }
    long by = step == None.NONE ? 1 : Values.integer(step);
    if (by == 0) {
      throw new TemplateException("slice step cannot be zero");
    }
    context.budget().scan(Values.isString(value) ? Values.string(value).length() : 0);
    long size = Values.length(value);
    long from = bound(start, by > 0 ? 0 : size - 1, size, by > 0 ? 0 : -1);
    long to = bound(stop, by > 0 ? size : -1, size, by > 0 ? 0 : -1);
    if (value instanceof PythonRange range) {
      return range.slice(from, to, by);
    } else if (Values.isString(value)) {
      return Markup.like(value, slice(context, Values.string(value), from, to, by));
    }
    List<Object> taken = taken(context, Values.sequence(value), from, to, by);
    return value instanceof Tuple ? new Tuple(taken) : taken;
  }

  private static String slice(Context context, String text, long from, long to, long by) {
    if (by == 1) {
      int start = PythonText.index(text, (int) Math.min(from, to));
      int end = PythonText.index(text, (int) to);
      context.budget().text(end - start);
      return text.substring(start, Math.max(start, end));
    }
    context.budget().elements(text.length());
    StringBuilder out = new StringBuilder();
    for (Object character : taken(context, PythonText.characters(text), from, to, by)) {
      out.append(character);
    }
    return out.toString();
  }

  private static List<Object> taken(
      Context context, List<Object> items, long from, long to, long by) {
    List<Object> places = new PythonRange(from, to, by).items();
    context.budget().elements(places.size());
    List<Object> taken = new ArrayList<>(places.size());
    for (Object place : places) {
      taken.add(items.get(((Long) place).intValue()));
    }
    return taken;
  }

  private static long bound(Object given, long absent, long size, long least) {
    if (given == None.NONE) {
      return absent;
    }
    if (!Values.isWhole(given)) {
      throw Values.refused(
          given, "slice indices must be integers or None or have an __index__ method, not %s");
    }
    long place = Values.integer(given);
    place = place < 0 ? place + size : place;
    return Math.max(least, Math.min(place, least < 0 ? size - 1 : size));
  }
}
