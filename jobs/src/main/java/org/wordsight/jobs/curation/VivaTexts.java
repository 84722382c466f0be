package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.contamination.BenchmarkText;
import org.wordsight.evaluate.VivaAnnotation;
import org.wordsight.evaluate.VivaItem;

/** The texts of VIVA that questions must not repeat. */
public final class VivaTexts {
  private VivaTexts() {}

  /** Situations and options; all items have the same question. */
  public static List<BenchmarkText> of(VivaAnnotation annotation) {
    List<BenchmarkText> texts = new ArrayList<>();
    for (VivaItem item : annotation.items()) {
      Map<String, String> fields = new LinkedHashMap<>();
      item.situation().ifPresent(situation -> fields.put("situation", situation));
      texts.add(new BenchmarkText(item.id(), fields, List.copyOf(item.optionTexts().values())));
    }
    return texts;
  }
}
