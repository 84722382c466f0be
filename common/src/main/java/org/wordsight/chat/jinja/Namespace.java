package org.wordsight.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one value that a template may change: {@code {% set ns.found = true %}}. */
final class Namespace {
  private final Map<Object, Object> attributes;

  Namespace(Map<?, ?> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  Map<Object, Object> attributes() {
    return attributes;
  }
}
