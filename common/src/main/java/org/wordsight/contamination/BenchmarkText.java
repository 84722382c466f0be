package org.wordsight.contamination;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts of a benchmark's item that questions must not repeat. Texts that all items share, such
 * as the benchmark's prompt, do not belong here.
 *
 * @param id the item's name in tables
 * @param fields texts by their names, such as situation
 * @param options texts without letters; empty if the item has none
 */
public record BenchmarkText(String id, Map<String, String> fields, List<String> options)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public BenchmarkText {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    options = List.copyOf(options);
  }
}
