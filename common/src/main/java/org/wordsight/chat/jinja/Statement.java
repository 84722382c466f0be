package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.chat.jinja.Context.Frame;

/** A statement of a template. Each kind knows how it is executed. */
sealed interface Statement {
  /** The way in which a statement ended. Inside a loop, it may have ended the loop. */
  enum End {
    DONE,
    BREAK,
    CONTINUE
  }

  End execute(Context context, Frame frame, StringBuilder out);

  static End execute(Context context, Frame frame, StringBuilder out, List<Statement> body) {
    context.budget().enter();
    End end = End.DONE;
    for (int i = 0; i < body.size() && end == End.DONE; i++) {
      context.budget().step();
      end = body.get(i).execute(context, frame, out);
    }
    context.budget().leave();
    return end;
  }

  /** A body's text, made in a frame of its own. */
  private static String captured(Context context, Frame frame, Inner inner) {
    StringBuilder out = new StringBuilder();
    execute(context, new Frame(context, frame, inner.names()), out, inner.body());
    return out.toString();
  }

  /** A body with a frame of its own. */
  record Inner(List<Statement> body, FrameNames names) {}

  record Data(String text) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.budget().append(out, text);
      return End.DONE;
    }
  }

  record Print(List<Expression> values, int line) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.at(line);
      for (Expression value : values) {
        context.budget().append(out, Values.text(context, value.evaluate(context, frame)));
      }
      return End.DONE;
    }
  }

  record Branch(Expression test, List<Statement> body, int line) {}

  /** {@code if}: its branches share the frame around them. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      for (Branch branch : branches) {
        context.at(branch.line());
        if (Values.truth(branch.test().evaluate(context, frame))) {
          return Statement.execute(context, frame, out, branch.body());
        }
      }
      return Statement.execute(context, frame, out, otherwise);
    }
  }

  record For(
      Target target,
      Expression items,
      Optional<Expression> test,
      boolean recursive,
      Inner body,
      Inner otherwise,
      int line)
      implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.at(line);
      run(context, frame, items.evaluate(context, frame), 0, out);
      return End.DONE;
    }

    private void run(Context context, Frame frame, Object over, int depth, StringBuilder out) {
      List<Object> selected = selected(context, frame, Values.elements(context, over));
      if (selected.isEmpty()) {
        Statement.execute(
            context, new Frame(context, frame, otherwise.names()), out, otherwise.body());
        return;
      }
      Optional<Loop.Recursion> recursion = Optional.empty();
      if (recursive) {
        recursion = Optional.of((inner, values, level) -> again(inner, frame, values, level));
      }
      Loop loop = new Loop(selected, depth, recursion);
      for (Object item : selected) {
        context.at(line);
        loop.next();
        Frame pass = new Frame(context, frame, body.names());
        pass.set("loop", loop);
        target.assign(context, pass, item);
        if (Statement.execute(context, pass, out, body.body()) == End.BREAK) {
          break;
        }
      }
    }

    private List<Object> selected(Context context, Frame frame, List<Object> elements) {
      if (test.isEmpty()) {
        return elements;
      }
      context.budget().elements(elements.size());
      List<Object> selected = new ArrayList<>();
      for (Object item : elements) {
        Frame tested = new Frame(context, frame, body.names());
        target.assign(context, tested, item);
        if (Values.truth(test.get().evaluate(context, tested))) {
          selected.add(item);
        }
      }
      return selected;
    }

    private String again(Context context, Frame frame, Object values, int depth) {
      context.budget().enter();
      StringBuilder inner = new StringBuilder();
      run(context, frame, values, depth, inner);
      context.budget().leave();
      return inner.toString();
    }
  }

  record Set(Target target, Expression value, int line) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.at(line);
      target.assign(context, frame, value.evaluate(context, frame));
      return End.DONE;
    }
  }

  /** A filter without its value: {@code {% set x | trim %}}, {@code {% filter upper %}}. */
  record Applied(String name, Expression.Passed passed, int line) {
    private static String all(Context context, Frame frame, String text, List<Applied> filters) {
      return Values.text(context, value(context, frame, text, filters));
    }

    private static Object value(Context context, Frame frame, String text, List<Applied> filters) {
      Object value = text;
      for (Applied filter : filters) {
        Arguments arguments = filter.passed.evaluate(context, frame, value);
        context.at(filter.line);
        value = Filters.apply(context, filter.name, arguments);
      }
      return value;
    }
  }

  /** {@code {% set name %}text{% endset %}}. */
  record SetBlock(Target target, List<Applied> filters, Inner body, int line) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.at(line);
      String text = captured(context, frame, body);
      target.assign(context, frame, Applied.value(context, frame, text, filters));
      return End.DONE;
    }
  }

  record FilterBlock(List<Applied> filters, Inner body) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      String text = captured(context, frame, body);
      context.budget().append(out, Applied.all(context, frame, text, filters));
      return End.DONE;
    }
  }

  record With(List<Target> targets, List<Expression> values, Inner body) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      Frame inner = new Frame(context, frame, body.names());
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(context, inner, values.get(i).evaluate(context, frame));
      }
      return Statement.execute(context, inner, out, body.body());
    }
  }

  record MacroBlock(Macro.Definition definition) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      frame.set(definition.name(), new Macro(definition, frame));
      return End.DONE;
    }
  }

  record CallBlock(Expression.Call call, Macro.Definition caller, int line) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.at(line);
      Map<String, Object> besides = Map.of("caller", new Macro(caller, frame));
      context.budget().append(out, Values.text(context, call.call(context, frame, besides)));
      return End.DONE;
    }
  }

  /** {@code {% generation %}}, which marks the model's own words. Its text is that of the body. */
  record Generation(Inner body) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      context.budget().append(out, captured(context, frame, body));
      return End.DONE;
    }
  }

  record LoopControl(End end) implements Statement {
    @Override
    public End execute(Context context, Frame frame, StringBuilder out) {
      return end;
    }
  }
}
