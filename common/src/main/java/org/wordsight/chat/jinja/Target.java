package org.wordsight.chat.jinja;

import java.util.List;
import org.wordsight.chat.jinja.Context.Frame;

/** The target of an assignment or a loop. */
sealed interface Target {
  void assign(Context context, Frame frame, Object value);

  /** The variables that it sets. */
  List<String> names();

  record Name(String name) implements Target {
    @Override
    public void assign(Context context, Frame frame, Object value) {
      frame.set(name, value);
    }

    @Override
    public List<String> names() {
      return List.of(name);
    }
  }

  record NamespaceAttribute(String namespace, String attribute) implements Target {
    @Override
    public void assign(Context context, Frame frame, Object value) {
      if (!(frame.get(context, namespace) instanceof Namespace held)) {
        throw new TemplateException("cannot assign attribute on non-namespace object");
      }
      context.budget().elements(1);
      held.attributes().put(attribute, value);
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  }

  record Several(List<Target> targets) implements Target {
    @Override
    public void assign(Context context, Frame frame, Object value) {
      List<Object> values = Values.elements(context, value);
      if (values.size() != targets.size()) {
        throw new TemplateException(
            "%d values for %d names".formatted(values.size(), targets.size()));
      }
      for (int i = 0; i < values.size(); i++) {
        targets.get(i).assign(context, frame, values.get(i));
      }
    }

    @Override
    public List<String> names() {
      return targets.stream().flatMap(target -> target.names().stream()).toList();
    }
  }
}
