package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The methods of Python's {@code str}; those that cut a text up are in {@link Splitting}. */
final class StringMethods {
  /** A letter may become up to three letters in another case. */
  private static final long CASE_GROWTH = 3;

  private StringMethods() {}

  static Optional<Object> of(String text, String name) {
    return Optional.<Object>ofNullable(simple(text, name)).or(() -> Splitting.of(text, name));
  }

  private static Callable simple(String text, String name) {
    return switch (name) {
      case "upper" -> change(name, text, PythonText::upper);
      case "lower", "casefold" -> change(name, text, PythonText::lower);
      case "capitalize" -> change(name, text, PythonText::capitalize);
      case "title" -> change(name, text, PythonText::title);
      case "swapcase" -> change(name, text, PythonText::swapCase);
      case "isupper" -> ask(name, text, PythonText::isUpper);
      case "islower" -> ask(name, text, PythonText::isLower);
      case "isspace" -> ask(name, text, all(PythonText::isSpace));
      case "isdigit", "isdecimal", "isnumeric" -> ask(name, text, all(Character::isDigit));
      case "isalpha" -> ask(name, text, all(Character::isLetter));
      case "isalnum" -> ask(name, text, all(PythonText::isAlphanumeric));
      case "strip" -> strip(name, text, PythonText::strip);
      case "lstrip" -> strip(name, text, PythonText::stripLeft);
      case "rstrip" -> strip(name, text, PythonText::stripRight);
      case "startswith" -> affix(name, text, false);
      case "endswith" -> affix(name, text, true);
      case "removeprefix" -> without(name, text, false);
      case "removesuffix" -> without(name, text, true);
      case "join" -> (context, arguments) -> join(context, text, arguments);
      case "replace" -> (context, arguments) -> replace(context, text, arguments);
      case "find", "index", "rfind", "rindex" ->
          (context, arguments) -> find(context, name, text, arguments);
      case "count" -> (context, arguments) -> count(context, text, arguments);
      case "zfill" -> (context, arguments) -> zeroFill(context, text, arguments);
      case "center", "ljust", "rjust" ->
          (context, arguments) -> justify(context, name, text, arguments);
      case "format" -> (context, arguments) -> BraceFormat.apply(context, text, arguments);
      default -> null;
    };
  }

  private static Callable change(String name, String text, Function<String, String> change) {
    return (context, arguments) -> {
      arguments.bind(name + "()", 0);
      context.budget().work(CASE_GROWTH * text.length());
      String changed = change.apply(text);
      context.budget().text(changed.length());
      return changed;
    };
  }

  private static Callable ask(String name, String text, Predicate<String> question) {
    return (context, arguments) -> {
      arguments.bind(name + "()", 0);
      context.budget().scan(2L * text.length());
      return question.test(text);
    };
  }

  private static Predicate<String> all(IntPredicate accepted) {
    return text -> PythonText.all(text, accepted);
  }

  private interface Strip {
    String apply(String text, IntPredicate stripped);
  }

  private static Callable strip(String name, String text, Strip strip) {
    return (context, arguments) -> {
      Arguments.Bound bound = arguments.bind(name + "()", 0, "chars");
      context.budget().text(text.length());
      if (!bound.given(0)) {
        return strip.apply(text, PythonText::isSpace);
      }
      String characters = Values.string(bound.get(0));
      if (characters.length() == 1) {
        return strip.apply(text, c -> c == characters.charAt(0));
      }
      context.budget().elements(characters.length());
      java.util.Set<Integer> stripped = characters.codePoints().boxed().collect(Collectors.toSet());
      return strip.apply(text, stripped::contains);
    };
  }

  private static Callable affix(String name, String text, boolean end) {
    return (context, arguments) -> {
      Arguments.Bound bound = arguments.bind(name + "()", 1, "affix", "start", "end");
      String part = between(context, text, bound);
      if (bound.get(0) instanceof Tuple tuple) {
        for (Object item : tuple.items()) {
          if (stands(context, part, Values.string(item), end)) {
            return true;
          }
        }
        return false;
      }
      return stands(context, part, Values.string(bound.get(0)), end);
    };
  }

  private static boolean stands(Context context, String text, String affix, boolean end) {
    context.budget().scan(affix.length());
    return end ? text.endsWith(affix) : text.startsWith(affix);
  }

  /** The text from the second to the third argument, as a slice. */
  private static String between(Context context, String text, Arguments.Bound bound) {
    boolean whole = !bound.given(1) && !bound.given(2);
    return whole
        ? text
        : Values.string(
            Access.slice(
                context, text, bound.get(1, None.NONE), bound.get(2, None.NONE), None.NONE));
  }

  private static Callable without(String name, String text, boolean end) {
    return (context, arguments) -> {
      String affix = Values.string(arguments.bind(name + "()", 1, "affix").get(0));
      if (!stands(context, text, affix, end)) {
        return text;
      }
      context.budget().text(text.length());
      return end
          ? text.substring(0, text.length() - affix.length())
          : text.substring(affix.length());
    };
  }

  private static String join(Context context, String text, Arguments arguments) {
    Object iterable = arguments.bind("join()", 1, "iterable").get(0);
    List<Object> items = Values.elements(context, iterable);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      if (!Values.isString(item)) {
        throw Values.refused(item, "sequence item " + i + ": expected str instance, %s found");
      }
      context.budget().append(out, i == 0 ? "" : text);
      context.budget().append(out, Values.string(item));
    }
    return out.toString();
  }

  private static String replace(Context context, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace()", 2, "old", "new", "count");
    return replaced(
        context,
        text,
        Values.string(bound.get(0)),
        Values.string(bound.get(1)),
        bound.integer(2, -1));
  }

  static String replaced(Context context, String text, String old, String with, long most) {
    if (old.isEmpty()) {
      return interleaved(context, text, with, most);
    }
    int[] places = TextSearch.places(context, text, old, most, false);
    context.budget().text(text.length() + (long) places.length * (with.length() - old.length()));
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int place : places) {
      out.append(text, from, place).append(with);
      from = place + old.length();
    }
    return out.append(text, from, text.length()).toString();
  }

  /** An empty text stands before each character and at the end. */
  private static String interleaved(Context context, String text, String with, long most) {
    int length = PythonText.length(text);
    long times = most < 0 ? length + 1L : Math.min(most, length + 1L);
    context.budget().text(text.length() + times * with.length());
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (long i = 0; i < times; i++) {
      out.append(with);
      if (at < text.length()) {
        int next = text.offsetByCodePoints(at, 1);
        out.append(text, at, next);
        at = next;
      }
    }
    return out.append(text, at, text.length()).toString();
  }

  private static Object find(Context context, String name, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name + "()", 1, "sub", "start", "end");
    String sub = Values.string(bound.get(0));
    String part = between(context, text, bound);
    boolean last = name.startsWith("r");
    int at =
        beyond(text, bound)
            ? -1
            : last ? TextSearch.last(context, part, sub) : TextSearch.first(context, part, sub);
    if (at < 0 && name.endsWith("index")) {
      throw new TemplateException("substring not found");
    }
    long skipped = bound.given(1) ? start(text, Values.integer(bound.get(1))) : 0;
    return at < 0 ? -1L : skipped + part.codePointCount(0, at);
  }

  /** The code point at which a search starts. A negative start counts from the end. */
  private static long start(String text, long asked) {
    return asked < 0 ? Math.max(0, asked + PythonText.length(text)) : asked;
  }

  /** No text, not even an empty one, is found after the end. */
  private static boolean beyond(String text, Arguments.Bound bound) {
    return bound.given(1) && start(text, Values.integer(bound.get(1))) > PythonText.length(text);
  }

  private static Object count(Context context, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("count()", 1, "sub", "start", "end");
    String sub = Values.string(bound.get(0));
    String part = between(context, text, bound);
    if (beyond(text, bound)) {
      return 0L;
    }
    return sub.isEmpty()
        ? PythonText.length(part) + 1L
        : (long) TextSearch.places(context, part, sub, -1, false).length;
  }

  private static String zeroFill(Context context, String text, Arguments arguments) {
    long width = Values.integer(arguments.bind("zfill()", 1, "width").get(0));
    context.budget().text(Math.max(width, text.length()));
    String zeros = "0".repeat(missing(text, width));
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
  }

  /** The number of characters that a text lacks to a width. The caller charges the width. */
  private static int missing(String text, long width) {
    return (int) Math.max(0, Math.max(0, width) - PythonText.length(text));
  }

  static String justify(Context context, String name, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name + "()", 1, "width", "fillchar");
    long width = Values.integer(bound.get(0));
    String fill = Values.string(bound.get(1, " "));
    if (fill.isEmpty() || fill.length() > Character.charCount(fill.codePointAt(0))) {
      throw new TemplateException("The fill character must be exactly one character long");
    }
    context.budget().text(Math.max(width, text.length()) * fill.length());
    int missing = missing(text, width);
    // Python's rule for the place of an odd blank in a centred text.
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (int) (missing & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
}
