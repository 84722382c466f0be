package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Locale;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SemanticConfig;
import org.wordsight.data.Question;
import org.wordsight.embed.EmbeddedText;
import org.wordsight.embed.LabelledPair;
import org.wordsight.embed.PairFile;
import org.wordsight.jobs.curation.EmbedderPlace;
import org.wordsight.jobs.curation.Embedders;
import org.wordsight.jobs.runtime.Inputs;

/**
 * Checks what meanings are compared with: the labelled pairs, and the embedder with one text. The
 * student is a checkpoint, which is inspected as one.
 */
record MeaningInspection(RunConfig config, SemanticConfig semantic, Findings findings) {

  /**
   * @param seeds the seed questions; empty if they cannot be read, which is another finding
   */
  void inspect(List<Question> seeds) {
    findings.fact(
        "meanings: compared by %s, %s",
        semantic.embedder().name().toLowerCase(Locale.ROOT),
        semantic.threshold().isPresent()
            ? "threshold " + semantic.threshold().getAsDouble()
            : "threshold by calibration");
    semantic
        .pairs()
        .flatMap(file -> findings.attempt(() -> PairFile.read(Inputs.path(file))))
        .ifPresent(
            pairs ->
                findings.fact(
                    "labelled pairs: %,d, of which %,d mean the same",
                    pairs.size(), pairs.stream().filter(LabelledPair::same).count()));
    EmbedderPlace place = EmbedderPlace.of(semantic, config);
    if (!(place instanceof EmbedderPlace.Checkpoint)) {
      findings.attempt(
          () ->
              Embedders.embed(
                  place,
                  seeds.stream()
                      .limit(1)
                      .map(seed -> new Embedders.Named("a seed question", EmbeddedText.of(seed)))
                      .toList()));
    }
  }
}
