package org.wordsight.chat.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Token.Type;

/** Reads the statements of a template. */
final class Parser extends ExpressionParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");
  private static final Set<String> UNSUPPORTED =
      Set.of("autoescape", "block", "extends", "from", "import", "include", "trans", "debug", "do");

  private final Deque<String> open = new ArrayDeque<>();
  private int loops;

  private Parser(String source) {
    super(Lexer.tokens(source));
  }

  static Statement.Inner parse(String source) {
    Parser parser = new Parser(source);
    List<Statement> body = parser.body();
    parser.settleFrames();
    return new Statement.Inner(body, parser.frame());
  }

  /** Statements up to one of the end tags, whose name is then the current token. */
  private List<Statement> body(String... endTags) {
    Set<String> ends = Set.of(endTags);
    List<Statement> body = new ArrayList<>();
    enter();
    while (current().type() != Type.END) {
      Token token = next();
      switch (token.type()) {
        case DATA -> body.add(new Statement.Data(token.text()));
        case VARIABLE_BEGIN -> {
          body.add(new Statement.Print(List.of(tuple(Place.STATEMENT)), token.line()));
          expect(Type.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          if (current().type() == Type.NAME && ends.contains(current().text())) {
            leave();
            return body;
          }
          body.add(statement());
          expect(Type.BLOCK_END);
        }
        default -> throw failure("unexpected " + token.described());
      }
    }
    if (!ends.isEmpty()) {
      throw failure(
          "Unexpected end of template. The innermost block that needs to be closed is '"
              + open.peek()
              + "'.");
    }
    leave();
    return body;
  }

  /** The body of a block that has just been opened. Its end tag is read too. */
  private List<Statement> block(String endTag) {
    beginBody();
    List<Statement> body = body(endTag);
    next();
    return body;
  }

  /** As {@link #block}, in a frame of its own. */
  private Statement.Inner inner(String endTag) {
    return inner(newFrame(), endTag);
  }

  private Statement.Inner inner(FrameNames names, String endTag) {
    FrameNames outer = frame();
    enterFrame(names);
    List<Statement> body = block(endTag);
    enterFrame(outer);
    return new Statement.Inner(body, names);
  }

  private Statement print(int line) {
    List<Expression> values = new ArrayList<>();
    while (current().type() != Type.BLOCK_END) {
      if (!values.isEmpty()) {
        expectOperator(",");
      }
      values.add(expression());
    }
    return new Statement.Print(values, line);
  }

  private void beginBody() {
    skipOperator(":");
    expect(Type.BLOCK_END);
  }

  private Statement statement() {
    Token tag = expect(Type.NAME);
    open.push(tag.text());
    Statement statement =
        switch (tag.text()) {
          case "for" -> forLoop(tag.line());
          case "if" -> condition();
          case "set" -> set(tag.line());
          case "macro" -> macro();
          case "call" -> call(tag.line());
          case "filter" -> new Statement.FilterBlock(appliedFilters(), inner("endfilter"));
          case "with" -> with();
          case "print" -> print(tag.line());
          case "generation" -> new Statement.Generation(outsideLoops(newFrame(), "endgeneration"));
          case "break" -> control(Statement.End.BREAK);
          case "continue" -> control(Statement.End.CONTINUE);
          default -> throw unknown(tag);
        };
    open.pop();
    return statement;
  }

  private TemplateException unknown(Token tag) {
    open.pop();
    String problem =
        UNSUPPORTED.contains(tag.text())
            ? "The tag '" + tag.text() + "' has no place in a chat template."
            : "Encountered unknown tag '" + tag.text() + "'.";
    String within =
        open.isEmpty()
            ? ""
            : " The innermost block that needs to be closed is '" + open.peek() + "'.";
    return new TemplateException(TemplateException.Origin.FAILED, problem + within, tag.line());
  }

  private Statement control(Statement.End end) {
    if (loops == 0) {
      throw failure("'" + open.peek() + "' outside loop");
    }
    return new Statement.LoopControl(end);
  }

  private Statement forLoop(int line) {
    Target target = target(false);
    if (!skipName("in")) {
      throw failure("expected token 'in', got " + current().described());
    }
    Expression items = tuple(Place.FOR_HEAD);
    FrameNames outer = frame();
    FrameNames names = newFrame();
    enterFrame(names);
    target.names().forEach(names::mention);
    names.mention("loop");
    Optional<Expression> test = skipName("if") ? Optional.of(expression()) : Optional.empty();
    boolean recursive = skipName("recursive");
    beginBody();
    loops++;
    Statement.Inner body = new Statement.Inner(body("endfor", "else"), names);
    loops--;
    enterFrame(outer);
    Statement.Inner otherwise =
        next().text().equals("else") ? inner("endfor") : new Statement.Inner(List.of(), newFrame());
    return new Statement.For(target, items, test, recursive, body, otherwise, line);
  }

  private Statement condition() {
    List<Statement.Branch> branches = new ArrayList<>();
    while (true) {
      int line = current().line();
      Expression test = tuple(Place.IF_HEAD);
      beginBody();
      frame().enterBranch();
      branches.add(new Statement.Branch(test, body("elif", "else", "endif"), line));
      String tag = next().text();
      List<Statement> otherwise = tag.equals("else") ? block("endif") : List.of();
      frame().leaveBranch();
      if (!tag.equals("elif")) {
        return new Statement.If(branches, otherwise);
      }
    }
  }

  private Statement set(int line) {
    Target target = target(true);
    if (skipOperator("=")) {
      Expression value = tuple(Place.STATEMENT);
      target.names().forEach(frame()::set);
      return new Statement.Set(target, value, line);
    }
    target.names().forEach(frame()::set);
    List<Statement.Applied> filters = skipOperator("|") ? appliedFilters() : List.of();
    return new Statement.SetBlock(target, filters, inner("endset"), line);
  }

  /** One or more filters with bars between. */
  private List<Statement.Applied> appliedFilters() {
    List<Statement.Applied> filters = new ArrayList<>();
    do {
      int line = current().line();
      filters.add(new Statement.Applied(dottedName(), optionalArguments(), line));
    } while (skipOperator("|"));
    return filters;
  }

  private Statement with() {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (current().type() != Type.BLOCK_END) {
      if (!targets.isEmpty()) {
        expectOperator(",");
      }
      targets.add(target(false));
      expectOperator("=");
      values.add(expression());
    }
    FrameNames names = newFrame();
    targets.forEach(target -> target.names().forEach(names::mention));
    return new Statement.With(targets, values, inner(names, "endwith"));
  }

  private Statement macro() {
    String name = assignable();
    frame().set(name);
    Set<String> mentioned = enterNames();
    FrameNames frame = newFrame();
    List<Macro.Parameter> parameters = parameters(frame);
    Statement.Inner body = outsideLoops(frame, "endmacro");
    return new Statement.MacroBlock(
        new Macro.Definition(name, parameters, body.body(), frame, leaveNames(mentioned)));
  }

  private Statement call(int line) {
    Set<String> mentioned = enterNames();
    FrameNames frame = newFrame();
    List<Macro.Parameter> parameters = current().operator("(") ? parameters(frame) : List.of();
    if (!(expression() instanceof Expression.Call call)) {
      throw failure("expected call");
    }
    Statement.Inner body = outsideLoops(frame, "endcall");
    Macro.Definition caller =
        new Macro.Definition("caller", parameters, body.body(), frame, leaveNames(mentioned));
    return new Statement.CallBlock(call, caller, line);
  }

  /** A body that is a function of its own. It cannot end a loop around it. */
  private Statement.Inner outsideLoops(FrameNames frame, String endTag) {
    int outer = loops;
    loops = 0;
    Statement.Inner body = inner(frame, endTag);
    loops = outer;
    return body;
  }

  private List<Macro.Parameter> parameters(FrameNames inner) {
    FrameNames outer = frame();
    enterFrame(inner);
    List<Macro.Parameter> parameters = new ArrayList<>();
    expectOperator("(");
    boolean fallbacks = false;
    while (!skipOperator(")")) {
      String name = assignable();
      inner.mention(name);
      Optional<Expression> fallback =
          skipOperator("=") ? Optional.of(expression()) : Optional.empty();
      if (fallbacks && fallback.isEmpty()) {
        throw failure("non-default argument follows default argument");
      }
      fallbacks = fallback.isPresent();
      parameters.add(new Macro.Parameter(name, fallback));
      if (!current().operator(")")) {
        expectOperator(",");
      }
    }
    enterFrame(outer);
    return parameters;
  }

  private Target target(boolean withNamespace) {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      if (!targets.isEmpty() && current().type() != Type.NAME && !current().operator("(")) {
        break;
      }
      several |= !targets.isEmpty();
      targets.add(singleTarget(withNamespace));
    } while (skipOperator(","));
    return several ? new Target.Several(targets) : targets.get(0);
  }

  private Target singleTarget(boolean withNamespace) {
    if (skipOperator("(")) {
      enter();
      Target inner = target(withNamespace);
      leave();
      expectOperator(")");
      return inner;
    }
    String name = assignable();
    if (withNamespace && skipOperator(".")) {
      frame().mention(name);
      return new Target.NamespaceAttribute(name, expect(Type.NAME).text());
    }
    return new Target.Name(name);
  }

  private String assignable() {
    String name = expect(Type.NAME).text();
    if (CONSTANTS.contains(name)) {
      throw failure("can't assign to '" + name + "'");
    }
    return name;
  }
}
