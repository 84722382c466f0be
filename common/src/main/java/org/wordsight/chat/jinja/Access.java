package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code value.name}, {@code value[key]} and slices. A name is looked for among the methods that
 * this package lists for a type, then among a dict's keys; a key the other way round. Nothing of a
 * Java object is ever reachable.
 */
final class Access {
  private Access() {}

  static Object attribute(Context context, Object value, String name) {
    Optional<Object> own = own(value, name);
    if (own.isPresent()) {
      return own.get();
    }
    return element(value, name).orElseGet(() -> missing(value, name));
  }

  static Object item(Context context, Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Optional<Object> element = element(value, key);
    if (element.isEmpty() && key instanceof String name) {
      element = own(value, name);
    }
    return element.orElseGet(() -> missing(value, key));
  }

  /** An attribute that the value's type has itself. */
  private static Optional<Object> own(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    } else if (value instanceof Namespace namespace) {
      return Optional.ofNullable(namespace.attributes().get(name));
    } else if (value instanceof Loop loop) {
      return loop.attribute(name);
    } else if (value instanceof String text) {
      return StringMethods.of(text, name);
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

  private static Optional<Object> element(Object value, Object key) {
    if (value instanceof Map<?, ?> map) {
      return Optional.ofNullable(map.get(Values.key(map, key)));
    } else if (Values.isWhole(key)) {
      long index = Values.integer(key);
      if (value instanceof String text) {
        return at(PythonText.characters(text), index);
      } else if (Values.isSequence(value)) {
        return at(Values.sequence(value), index);
      }
    }
    return Optional.empty();
  }

  private static Optional<Object> at(List<Object> items, long index) {
    long place = index < 0 ? index + items.size() : index;
    return place < 0 || place >= items.size()
        ? Optional.empty()
        : Optional.of(items.get((int) place));
  }

  private static Undefined missing(Object value, Object key) {
    String type = value instanceof None ? "None" : "'" + Values.type(value) + " object'";
    return new Undefined(
        key instanceof String name
            ? "%s has no attribute '%s'".formatted(type, name)
            : "%s has no element %s".formatted(type, Representation.of(key)));
  }

  /** {@code value[start:stop:step]}; an absent bound is {@link None}. */
  static Object slice(Context context, Object value, Object start, Object stop, Object step) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!(value instanceof String) && !Values.isSequence(value)) {
      throw new TemplateException("'" + Values.type(value) + "' object cannot be sliced");
    }
    List<Object> items =
        value instanceof String text ? PythonText.characters(text) : Values.sequence(value);
    long by = step == None.NONE ? 1 : Values.integer(step);
    if (by == 0) {
      throw new TemplateException("slice step cannot be zero");
    }
    long size = items.size();
    long from = bound(start, by > 0 ? 0 : size - 1, size, by > 0 ? 0 : -1);
    long to = bound(stop, by > 0 ? size : -1, size, by > 0 ? 0 : -1);
    if (value instanceof Range range) {
      return range.slice(from, to, by);
    }
    context.budget().elements(size);
    List<Object> taken = new ArrayList<>();
    for (Object place : new Range(from, to, by).items()) {
      taken.add(items.get(((Long) place).intValue()));
    }
    if (value instanceof String) {
      StringBuilder text = new StringBuilder();
      taken.forEach(text::append);
      return text.toString();
    }
    return value instanceof Tuple ? new Tuple(taken) : taken;
  }

  private static long bound(Object given, long absent, long size, long least) {
    if (given == None.NONE) {
      return absent;
    }
    long place = Values.integer(given);
    place = place < 0 ? place + size : place;
    return Math.max(least, Math.min(place, least < 0 ? size - 1 : size));
  }
}
