package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.chat.jinja.Context.Frame;

/** An expression of a print statement or of a tag. Each kind knows how it is evaluated. */
sealed interface Expression {
  /** The value. {@link #evaluate} calls this and counts how deep expressions are nested. */
  Object value(Context context, Frame frame);

  default Object evaluate(Context context, Frame frame) {
    context.budget().enter();
    Object value = value(context, frame);
    context.budget().leave();
    return value;
  }

  record Constant(Object value) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      context.budget().step();
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      context.budget().step();
      return frame.get(context, name);
    }
  }

  /** A list or, with {@code tuple}, a tuple. */
  record Items(List<Expression> items, boolean tuple) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      context.budget().elements(items.size() + 2L);
      List<Object> values = new ArrayList<>(items.size());
      for (Expression item : items) {
        values.add(item.evaluate(context, frame));
      }
      return tuple ? new Tuple(values) : values;
    }
  }

  record Pair(Expression key, Expression value) {}

  record Dict(List<Pair> pairs) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      context.budget().elements(3L * pairs.size() + 4);
      Map<Object, Object> values = new LinkedHashMap<>();
      for (Pair pair : pairs) {
        Object key = pair.key().evaluate(context, frame);
        DictKeys.check(context, key);
        DictKeys.put(context, values, key, pair.value().evaluate(context, frame));
      }
      return values;
    }
  }

  record Attribute(Expression value, String name, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object of = value.evaluate(context, frame);
      context.at(line);
      return Access.attribute(context, of, name);
    }
  }

  record Item(Expression value, Expression key, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object of = value.evaluate(context, frame);
      Object wanted = key.evaluate(context, frame);
      context.at(line);
      return Access.item(context, of, wanted);
    }
  }

  record Slice(Expression value, Expression start, Expression stop, Expression step, int line)
      implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
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
      context.budget().elements(positional.size() + 2L * named.size() + 2);
      List<Object> values = new ArrayList<>(List.of(leading));
      for (Expression argument : positional) {
        values.add(argument.evaluate(context, frame));
      }
      Map<String, Object> byName = new LinkedHashMap<>();
      for (Map.Entry<String, Expression> argument : named.entrySet()) {
        byName.put(argument.getKey(), argument.getValue().evaluate(context, frame));
      }
      if (morePositional.isPresent()) {
        Object more = morePositional.get().evaluate(context, frame);
        values.addAll(Values.elements(context, more));
      }
      if (moreNamed.isPresent()) {
        addNamed(context, byName, moreNamed.get().evaluate(context, frame));
      }
      return new Arguments(values, byName);
    }

    private static void addNamed(Context context, Map<String, Object> named, Object more) {
      if (!(more instanceof Map<?, ?> map)) {
        throw Values.refused(more, "argument after ** must be a mapping, not %s");
      }
      context.budget().elements(3L * map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!Values.isString(entry.getKey())) {
          throw new TemplateException("keywords must be strings");
        } else if (named.put(Values.string(entry.getKey()), entry.getValue()) != null) {
          throw new TemplateException(
              "got multiple values for keyword argument "
                  + PythonText.shown(Values.string(entry.getKey())));
        }
      }
    }
  }

  record Call(Expression function, Passed passed, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      return call(context, frame, Map.of());
    }

    /** Calls with more arguments than those written, such as a call block's {@code caller}. */
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
      }
      throw Values.refused(called, "'%s' object is not callable");
    }
  }

  record Filter(Expression value, String name, Passed passed, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Arguments arguments = passed.evaluate(context, frame, value.evaluate(context, frame));
      context.at(line);
      return Filters.apply(context, name, arguments);
    }
  }

  record Test(Expression value, String name, Passed passed, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object tested = value.evaluate(context, frame);
      Arguments arguments = passed.evaluate(context, frame);
      context.at(line);
      return Predicates.holds(context, name, tested, arguments);
    }
  }

  record Binary(String operator, Expression left, Expression right, int line)
      implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object a = left.evaluate(context, frame);
      Object b = right.evaluate(context, frame);
      context.at(line);
      return Arithmetic.binary(context, operator, a, b);
    }
  }

  record Signed(boolean minus, Expression value) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object number = value.evaluate(context, frame);
      return minus ? Arithmetic.negative(number) : Arithmetic.positive(number);
    }
  }

  record Concatenation(List<Expression> parts) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        context.budget().append(text, Values.text(context, part.evaluate(context, frame)));
      }
      return text.toString();
    }
  }

  record Operand(String operator, Expression value) {}

  /**
   * {@code a < b <= c}: each comparison of neighbours must hold. Evaluation stops at the first
   * comparison that does not hold.
   */
  record Comparison(Expression first, List<Operand> operands, int line) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
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
        case "==" -> Comparisons.equal(context, a, b);
        case "!=" -> !Comparisons.equal(context, a, b);
        case "in" -> Comparisons.contains(context, b, a);
        case "not in" -> !Comparisons.contains(context, b, a);
        default -> Comparisons.holds(context, operator, a, b);
      };
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object value = left.evaluate(context, frame);
      return Values.truth(value) ? right.evaluate(context, frame) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      Object value = left.evaluate(context, frame);
      return Values.truth(value) ? value : right.evaluate(context, frame);
    }
  }

  record Not(Expression value) implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
      return !Values.truth(value.evaluate(context, frame));
    }
  }

  record Conditional(Expression test, Expression then, Optional<Expression> otherwise, int line)
      implements Expression {
    @Override
    public Object value(Context context, Frame frame) {
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
