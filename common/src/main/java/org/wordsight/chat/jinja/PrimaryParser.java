package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Token.Type;

/**
 * Reads the operands of operators: names, literals and parentheses, with the attributes,
 * subscripts, calls, filters and tests after them.
 */
abstract class PrimaryParser extends TokenStream {
  private static final Expression NOTHING = new Expression.Constant(None.NONE);

  PrimaryParser(List<Token> tokens) {
    super(tokens);
  }

  /**
   * The place of a tuple. It decides how the tuple ends, and whether an inline if may be part of
   * it.
   */
  enum Place {
    STATEMENT,
    PARENTHESES,
    IF_HEAD,
    FOR_HEAD
  }

  /** One expression, or several with commas between: a tuple. */
  abstract Expression tuple(Place place);

  abstract Expression expression();

  final Expression primary() {
    Token token = next();
    switch (token.type()) {
      case NAME:
        return named(token.text());
      case STRING:
        StringBuilder text = new StringBuilder(token.text());
        while (current().type() == Type.STRING) {
          text.append(next().text());
        }
        return new Expression.Constant(text.toString());
      case INTEGER:
        return whole(token);
      case FLOAT:
        return new Expression.Constant(Double.parseDouble(token.text()));
      case OPERATOR:
        if (token.text().equals("(")) {
          Expression inner = tuple(Place.PARENTHESES);
          expectOperator(")");
          return inner;
        } else if (token.text().equals("[")) {
          return new Expression.Items(list(), false);
        } else if (token.text().equals("{")) {
          return dict();
        }
        break;
      default:
        break;
    }
    throw new TemplateException(
        TemplateException.Origin.FAILED, "unexpected " + token.described(), token.line());
  }

  private Expression whole(Token token) {
    try {
      return new Expression.Constant(Long.parseLong(token.text()));
    } catch (NumberFormatException e) {
      throw failure("the number " + token.text() + " is beyond 64 bits");
    }
  }

  private Expression named(String name) {
    switch (name) {
      case "true", "True":
        return new Expression.Constant(true);
      case "false", "False":
        return new Expression.Constant(false);
      case "none", "None":
        return NOTHING;
      default:
        mention(name);
        return new Expression.Name(name);
    }
  }

  private List<Expression> list() {
    List<Expression> items = new ArrayList<>();
    while (!skipOperator("]")) {
      items.add(expression());
      if (!current().operator("]")) {
        expectOperator(",");
      }
    }
    return items;
  }

  private Expression dict() {
    List<Expression.Pair> pairs = new ArrayList<>();
    while (!skipOperator("}")) {
      Expression key = expression();
      expectOperator(":");
      pairs.add(new Expression.Pair(key, expression()));
      if (!current().operator("}")) {
        expectOperator(",");
      }
    }
    return new Expression.Dict(pairs);
  }

  final Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      if (current().operator(".")) {
        value = dotted(value);
      } else if (current().operator("[")) {
        value = subscript(value);
      } else if (current().operator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression dotted(Expression value) {
    int line = next().line();
    Token token = next();
    if (token.type() == Type.NAME) {
      return new Expression.Attribute(value, token.text(), line);
    } else if (token.type() == Type.INTEGER) {
      return new Expression.Item(value, whole(token), line);
    }
    throw failure("expected name or number");
  }

  private Expression subscript(Expression value) {
    int line = next().line();
    if (current().operator(":")) {
      return slice(value, NOTHING, line);
    }
    List<Expression> keys = new ArrayList<>(List.of(expression()));
    if (current().operator(":")) {
      return slice(value, keys.get(0), line);
    }
    while (skipOperator(",")) {
      keys.add(expression());
    }
    expectOperator("]");
    Expression key = keys.size() == 1 ? keys.get(0) : new Expression.Items(keys, true);
    return new Expression.Item(value, key, line);
  }

  private Expression slice(Expression value, Expression start, int line) {
    expectOperator(":");
    Expression stop = NOTHING;
    if (!current().operator(":") && !current().operator("]")) {
      stop = expression();
    }
    Expression step = NOTHING;
    if (skipOperator(":") && !current().operator("]")) {
      step = expression();
    }
    expectOperator("]");
    return new Expression.Slice(value, start, stop, step, line);
  }

  final Expression filters(Expression start) {
    Expression value = start;
    while (true) {
      if (current().operator("|")) {
        next();
        int line = current().line();
        value = new Expression.Filter(value, dottedName(), optionalArguments(), line);
      } else if (current().name("is")) {
        value = test(value);
      } else if (current().operator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  final String dottedName() {
    StringBuilder name = new StringBuilder(expect(Type.NAME).text());
    while (skipOperator(".")) {
      name.append('.').append(expect(Type.NAME).text());
    }
    return name.toString();
  }

  final Expression.Passed optionalArguments() {
    return current().operator("(") ? arguments() : Expression.Passed.NOTHING;
  }

  private Expression test(Expression value) {
    int line = next().line();
    boolean negated = skipName("not");
    String name = dottedName();
    Expression.Passed passed = Expression.Passed.NOTHING;
    if (current().operator("(")) {
      passed = arguments();
    } else if (testArgumentFollows()) {
      if (current().name("is")) {
        throw failure("You cannot chain multiple tests with is");
      }
      Expression argument = postfix(primary());
      passed =
          new Expression.Passed(List.of(argument), Map.of(), Optional.empty(), Optional.empty());
    }
    Expression test = new Expression.Test(value, name, passed, line);
    return negated ? new Expression.Not(test) : test;
  }

  private boolean testArgumentFollows() {
    Token token = current();
    return switch (token.type()) {
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }

  private Expression.Call call(Expression function) {
    int line = current().line();
    return new Expression.Call(function, arguments(), line);
  }

  private Expression.Passed arguments() {
    expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Optional<Expression> more = Optional.empty();
    Optional<Expression> moreNamed = Optional.empty();
    while (!skipOperator(")")) {
      if (skipOperator("*")) {
        check(more.isEmpty() && moreNamed.isEmpty());
        more = Optional.of(expression());
      } else if (skipOperator("**")) {
        check(moreNamed.isEmpty());
        moreNamed = Optional.of(expression());
      } else if (current().type() == Type.NAME && look().operator("=")) {
        check(moreNamed.isEmpty());
        String name = next().text();
        next();
        check(named.put(name, expression()) == null);
      } else {
        check(more.isEmpty() && moreNamed.isEmpty() && named.isEmpty());
        positional.add(expression());
      }
      if (!current().operator(")")) {
        expectOperator(",");
      }
    }
    return new Expression.Passed(positional, named, more, moreNamed);
  }

  private void check(boolean valid) {
    if (!valid) {
      throw failure("invalid syntax for function call expression");
    }
  }
}
