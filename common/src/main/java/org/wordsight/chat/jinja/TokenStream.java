package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.chat.jinja.Token.Type;

/** A parser's place in the tokens, and the names that it has met. */
class TokenStream {
  private static final int MAXIMUM_DEPTH = 200;

  private final List<Token> tokens;
  private int position;
  private int depth;

  /** The names of the frame that is being read. */
  private FrameNames frame = new FrameNames(Optional.empty());

  private final List<FrameNames> frames = new ArrayList<>(List.of(frame));

  /** The names of {@link Macro#ASKED} that were mentioned so far. */
  private Set<String> names = new HashSet<>();

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  final Token current() {
    return tokens.get(position);
  }

  final Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  final Token next() {
    Token token = current();
    if (token.type() != Type.END) {
      position++;
    }
    return token;
  }

  final boolean skip(Type type, String text) {
    boolean matches = current().is(type, text);
    if (matches) {
      next();
    }
    return matches;
  }

  final boolean skipName(String name) {
    return skip(Type.NAME, name);
  }

  final boolean skipOperator(String operator) {
    return skip(Type.OPERATOR, operator);
  }

  final Token expect(Type type) {
    if (current().type() != type) {
      throw failure("expected " + type.described() + ", got " + current().described());
    }
    return next();
  }

  final void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw failure("expected '" + operator + "', got " + current().described());
    }
  }

  final TemplateException failure(String message) {
    return new TemplateException(TemplateException.Origin.FAILED, message, current().line());
  }

  final void mention(String name) {
    if (Macro.ASKED.contains(name)) {
      names.add(name);
    }
    frame.mention(name);
  }

  final FrameNames frame() {
    return frame;
  }

  final FrameNames newFrame() {
    FrameNames inner = new FrameNames(Optional.of(frame));
    frames.add(inner);
    return inner;
  }

  /** Ends the reading. From now on the names that frames hide are known. */
  final void settleFrames() {
    frames.forEach(FrameNames::settle);
  }

  /** Text that is read from now on belongs to another frame. */
  final void enterFrame(FrameNames inner) {
    frame = inner;
  }

  /** Starts a new collection of mentioned names; {@link #leaveNames} ends it. */
  final Set<String> enterNames() {
    Set<String> outer = names;
    names = new HashSet<>();
    return outer;
  }

  /** The names mentioned since {@link #enterNames}; they count as mentioned outside, too. */
  final Set<String> leaveNames(Set<String> outer) {
    Set<String> inner = names;
    outer.addAll(inner);
    names = outer;
    return inner;
  }

  final void enter() {
    if (++depth > MAXIMUM_DEPTH) {
      throw failure("it is nested more than " + MAXIMUM_DEPTH + " deep");
    }
  }

  final void leave() {
    depth--;
  }
}
