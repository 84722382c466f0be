package org.wordsight.chat.jinja;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;

/** The state of one rendering: the caller's variables, the budget, and the current line. */
final class Context {
  private final Map<String, Object> variables;
  private final Budget budget;
  private final LocalDateTime now;
  private int line = 1;

  Context(Map<String, Object> variables, LocalDateTime now, Budget.Limits limits) {
    this.budget = new Budget(limits);
    this.variables = variables;
    this.now = now;
  }

  Budget budget() {
    return budget;
  }

  LocalDateTime now() {
    return now;
  }

  void at(int newLine) {
    line = newLine;
    budget.step();
  }

  int line() {
    return line;
  }

  Object variable(String name) {
    Object value = variables.get(name);
    if (value == null) {
      value = Globals.ALL.get(name);
    }
    return value == null ? Undefined.name(name) : value;
  }

  /** The names of one template, loop pass or macro call; inner frames see the outer ones. */
  static final class Frame {
    private static final int FRAME_WORK = 32;

    private final Map<String, Object> values = new HashMap<>();
    private final Frame outer;

    /** The outermost frame has itself as its outer frame. */
    Frame(FrameNames names) {
      this.outer = this;
      hide(names);
    }

    Frame(Context context, Frame outer, FrameNames names) {
      context.budget().work(FRAME_WORK + (long) FRAME_WORK * names.hidden().size());
      this.outer = outer;
      hide(names);
    }

    private void hide(FrameNames names) {
      names.hidden().forEach(name -> values.put(name, Undefined.name(name)));
    }

    void set(String name, Object value) {
      values.put(name, value);
    }

    Object get(Context context, String name) {
      Frame frame = this;
      while (true) {
        Object value = frame.values.get(name);
        if (value != null) {
          return value;
        }
        if (frame.outer == frame) {
          return context.variable(name);
        }
        frame = frame.outer;
        context.budget().step();
      }
    }
  }
}
