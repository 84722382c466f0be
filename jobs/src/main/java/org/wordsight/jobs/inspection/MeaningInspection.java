package org.wordsight.jobs.inspection;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
 * Checks the inputs of the comparison of meanings: the labelled pairs, and the embedder with one
 * text. If the embedder is the student, it is inspected with the other checkpoints.
 */
record MeaningInspection(RunConfig config, SemanticConfig semantic, Findings findings) {

  /**
   * Returns the embedder. If it cannot be used, the result is absent and the fault is noted as a
   * finding.
   *
   * @param seeds the seed questions; empty if they cannot be read, which is another finding
   * @param readable the folders of usable checkpoints
   */
  Optional<EmbedderPlace> inspect(List<Question> seeds, Set<Path> readable) {
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
    boolean isUsable =
        place instanceof EmbedderPlace.Checkpoint checkpoint
            ? readable.contains(Inputs.folder(checkpoint.model()))
            : embeds(place, seeds);
    return isUsable ? Optional.of(place) : Optional.empty();
  }

  private boolean embeds(EmbedderPlace place, List<Question> seeds) {
    return findings
        .attempt(
            () ->
                Embedders.embed(
                    place,
                    seeds.stream()
                        .limit(1)
                        .map(seed -> new Embedders.Named("a seed question", EmbeddedText.of(seed)))
                        .toList()))
        .isPresent();
  }
}
