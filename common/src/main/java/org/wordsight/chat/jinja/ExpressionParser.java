package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Token.Type;

/**
 * Reads expressions with Jinja2's own precedence, weakest first: inline if, or, and, not,
 * comparisons, + and -, ~, products, power, sign, then attributes, calls, filters and tests. Note
 * that {@code ~} binds more strongly than {@code +}, and {@code -2 | abs} is {@code (-2) | abs}.
 */
class ExpressionParser extends TokenStream {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Expression NOTHING = new Expression.Constant(None.NONE);

  ExpressionParser(List<Token> tokens) {
    super(tokens);
  }

  /** Where a tuple stands: what ends it, and whether an inline if may be part of it. */
  enum Place {
    STATEMENT,
    PARENTHESES,
    IF_HEAD,
    FOR_HEAD
  }

  /** One expression, or several with commas between: a tuple. */
  final Expression tuple(Place place) {
    boolean head = place == Place.IF_HEAD || place == Place.FOR_HEAD;
    List<Expression> items = new ArrayList<>();
    boolean tuple = false;
    while (!tupleEnds() && !(place == Place.FOR_HEAD && current().name("recursive"))) {
      items.add(head ? or() : expression());
      if (!skipOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (!tuple && items.size() == 1) {
      return items.get(0);
    }
    if (items.isEmpty() && place != Place.PARENTHESES) {
      throw failure("Expected an expression, got " + current().described());
    }
    return new Expression.Items(items, true);
  }

  private boolean tupleEnds() {
    Token token = current();
    return token.type() == Type.VARIABLE_END
        || token.type() == Type.BLOCK_END
        || token.operator(")");
  }

  final Expression expression() {
    enter();
    int line = current().line();
    Expression value = or();
    while (skipName("if")) {
      Expression test = or();
      Optional<Expression> otherwise =
          skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expression.Conditional(test, value, otherwise, line);
      line = current().line();
    }
    leave();
    return value;
  }

  private Expression or() {
    Expression left = and();
    while (skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!skipName("not")) {
      return comparison();
    }
    enter();
    Expression negated = new Expression.Not(not());
    leave();
    return negated;
  }

  private Expression comparison() {
    int line = current().line();
    Expression first = sum();
    List<Expression.Operand> operands = new ArrayList<>();
    while (true) {
      if (current().type() == Type.OPERATOR && COMPARISONS.contains(current().text())) {
        operands.add(new Expression.Operand(next().text(), sum()));
      } else if (skipName("in")) {
        operands.add(new Expression.Operand("in", sum()));
      } else if (current().name("not") && look().name("in")) {
        next();
        next();
        operands.add(new Expression.Operand("not in", sum()));
      } else {
        return operands.isEmpty() ? first : new Expression.Comparison(first, operands, line);
      }
    }
  }

  private Expression sum() {
    Expression left = concatenation();
    while (current().operator("+") || current().operator("-")) {
      Token operator = next();
      left = new Expression.Binary(operator.text(), left, concatenation(), operator.line());
    }
    return left;
  }

  private Expression concatenation() {
    List<Expression> parts = new ArrayList<>(List.of(product()));
    while (skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.get(0) : new Expression.Concatenation(parts);
  }

  private Expression product() {
    Expression left = power();
    while (current().type() == Type.OPERATOR
        && Set.of("*", "/", "//", "%").contains(current().text())) {
      Token operator = next();
      left = new Expression.Binary(operator.text(), left, power(), operator.line());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (current().operator("**")) {
      Token operator = next();
      left = new Expression.Binary(operator.text(), left, unary(true), operator.line());
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    enter();
    Expression value;
    if (current().operator("-") || current().operator("+")) {
      boolean minus = next().operator("-");
      value = new Expression.Signed(minus, unary(false));
    } else {
      value = primary();
    }
    value = postfix(value);
    if (withFilters) {
      value = filters(value);
    }
    leave();
    return value;
  }

  private Expression primary() {
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
        try {
          return new Expression.Constant(Long.parseLong(token.text()));
        } catch (NumberFormatException e) {
          throw failure("the number " + token.text() + " is beyond 64 bits");
        }
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

  private Expression postfix(Expression start) {
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
      Expression place = new Expression.Constant(Long.parseLong(token.text()));
      return new Expression.Item(value, place, line);
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

  private Expression filters(Expression start) {
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
