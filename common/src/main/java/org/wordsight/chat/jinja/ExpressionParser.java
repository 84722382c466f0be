package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Token.Type;

/**
 * Reads expressions with Jinja2's own precedence. From the weakest operator on: inline if, or, and,
 * not, comparisons, + and -, ~, products, power, sign. {@link PrimaryParser} reads the operands.
 * Note that {@code ~} binds more strongly than {@code +}, and {@code -2 | abs} is {@code (-2) |
 * abs}.
 */
class ExpressionParser extends PrimaryParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  ExpressionParser(List<Token> tokens) {
    super(tokens);
  }

  @Override
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

  @Override
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
}
