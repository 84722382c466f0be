package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.chat.jinja.Context.Frame;

/** What stands in a print statement or after a tag's name; each kind knows how it is evaluated. */
sealed interface Expression {
  Object evaluate(Context context, Frame frame);

  record Constant(Object value) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      context.budget().step();
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      context.budget().step();
      return frame.get(context, name);
    }
  }

  /** A list or, with {@code tuple}, a tuple. */
  record Items(List<Expression> items, boolean tuple) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      context.budget().elements(items.size());
      List<Object> values = new ArrayList<>();
      items.forEach(item -> values.add(item.evaluate(context, frame)));
      return tuple ? new Tuple(values) : values;
    }
  }

  record Pair(Expression key, Expression value) {}

  record Dict(List<Pair> pairs) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      context.budget().elements(pairs.size());
      Map<Object, Object> values = new LinkedHashMap<>();
      for (Pair pair : pairs) {
        Object key = pair.key().evaluate(context, frame);
        if (key instanceof List || key instanceof Map) {
          throw new TemplateException("unhashable type: '" + Values.type(key) + "'");
        }
        values.put(Values.key(values, key), pair.value().evaluate(context, frame));
      }
      return values;
    }
  }

  record Attribute(Expression value, String name, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object of = value.evaluate(context, frame);
      context.at(line);
      return Access.attribute(context, of, name);
    }
  }

  record Item(Expression value, Expression key, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object of = value.evaluate(context, frame);
      Object wanted = key.evaluate(context, frame);
      context.at(line);
      return Access.item(context, of, wanted);
    }
  }

  record Slice(Expression value, Expression start, Expression stop, Expression step, int line)
      implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object of = value.evaluate(context, frame);
      Object from = start.evaluate(context, frame);
      Object to = stop.evaluate(context, frame);
      Object by = step.evaluate(context, frame);
      context.at(line);
      return Access.slice(context, of, from, to, by);
    }
  }

  /** A call's arguments as written. */
  record Passed(
      List<Expression> positional,
      Map<String, Expression> named,
      Optional<Expression> morePositional,
      Optional<Expression> moreNamed) {
    static final Passed NOTHING =
        new Passed(List.of(), Map.of(), Optional.empty(), Optional.empty());

    Arguments evaluate(Context context, Frame frame, Object... leading) {
      List<Object> values = new ArrayList<>(List.of(leading));
      positional.forEach(argument -> values.add(argument.evaluate(context, frame)));
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, argument) -> byName.put(name, argument.evaluate(context, frame)));
      morePositional.ifPresent(
          more -> values.addAll(Values.elements(context, more.evaluate(context, frame))));
      moreNamed.ifPresent(
          more -> {
            if (!(more.evaluate(context, frame) instanceof Map<?, ?> map)) {
              throw new TemplateException("argument after ** must be a mapping");
            }
            map.forEach((name, value) -> byName.put(StringMethods.string(name), value));
          });
      return new Arguments(values, byName);
    }
  }

  record Call(Expression function, Passed passed, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      return call(context, frame, Map.of());
    }

    /** Calls with arguments beside those written: a call block's {@code caller}. */
    Object call(Context context, Frame frame, Map<String, Object> besides) {
      Object called = function.evaluate(context, frame);
      Arguments arguments = passed.evaluate(context, frame);
      if (!besides.isEmpty()) {
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        named.putAll(besides);
        arguments = new Arguments(arguments.positional(), named);
      }
      context.at(line);
      if (called instanceof Callable callable) {
        return callable.call(context, arguments);
      } else if (called instanceof Undefined undefined) {
        throw undefined.failure();
      }
      throw new TemplateException("'" + Values.type(called) + "' object is not callable");
    }
  }

  record Filter(Expression value, String name, Passed passed, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Arguments arguments = passed.evaluate(context, frame, value.evaluate(context, frame));
      context.at(line);
      return Filters.apply(context, name, arguments);
    }
  }

  record Test(Expression value, String name, Passed passed, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object tested = value.evaluate(context, frame);
      Arguments arguments = passed.evaluate(context, frame);
      context.at(line);
      return Predicates.holds(context, name, tested, arguments);
    }
  }

  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object a = left.evaluate(context, frame);
      Object b = right.evaluate(context, frame);
      context.at(line);
      return Operators.binary(context, operator, a, b);
    }
  }

  record Signed(boolean minus, Expression value) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object number = value.evaluate(context, frame);
      context.budget().step();
      return minus ? Operators.negative(number) : Operators.positive(number);
    }
  }

  record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        text.append(Values.text(part.evaluate(context, frame)));
        context.budget().text(text.length());
      }
      return text.toString();
    }
  }

  record Operand(String operator, Expression value) {}

  /** {@code a < b <= c}: each neighbour pair must hold; stops at the first that does not. */
  record Comparison(Expression first, List<Operand> operands, int line) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object left = first.evaluate(context, frame);
      for (Operand operand : operands) {
        Object right = operand.value().evaluate(context, frame);
        context.at(line);
        if (!holds(context, operand.operator(), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }

    private static boolean holds(Context context, String operator, Object a, Object b) {
      return switch (operator) {
        case "==" -> Values.equal(a, b);
        case "!=" -> !Values.equal(a, b);
        case "in" -> Values.contains(context, b, a);
        case "not in" -> !Values.contains(context, b, a);
        case "<" -> Values.compare(a, b) < 0;
        case "<=" -> Values.compare(a, b) <= 0;
        case ">" -> Values.compare(a, b) > 0;
        case ">=" -> Values.compare(a, b) >= 0;
        default -> throw new IllegalArgumentException(operator);
      };
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object value = left.evaluate(context, frame);
      return Values.truth(value) ? right.evaluate(context, frame) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      Object value = left.evaluate(context, frame);
      return Values.truth(value) ? value : right.evaluate(context, frame);
    }
  }

  record Not(Expression value) implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      return !Values.truth(value.evaluate(context, frame));
    }
  }

  record Conditional(Expression test, Expression then, Optional<Expression> otherwise, int line)
      implements Expression {
    @Override
    public Object evaluate(Context context, Frame frame) {
      if (Values.truth(test.evaluate(context, frame))) {
        return then.evaluate(context, frame);
      }
      return otherwise.isPresent()
          ? otherwise.get().evaluate(context, frame)
          : new Undefined(
              "the inline if-expression on line "
                  + line
                  + " evaluated to false and no else section was defined.");
    }
  }
}
