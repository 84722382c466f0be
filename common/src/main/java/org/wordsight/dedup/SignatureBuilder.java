package org.wordsight.dedup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a file of signatures from texts, for questions that were kept without one. Not thread-safe.
 */
public final class SignatureBuilder implements AutoCloseable {
  private final DuplicateRules rules;
  private final SetStore shingles = new SetStore();
  private final SetStore words = new SetStore();
  private final VectorStore vectors = new VectorStore();
  private final List<String> ids = new ArrayList<>();
  private long[] exact = new long[1024];

  public SignatureBuilder(DuplicateRules rules) {
    this.rules = rules;
  }

  /**
   * Adds a kept question without a vector, for rules that compare no meanings. Questions come in
   * the order in which they were kept.
   */
  public void add(String candidateId, ComparedText text) {
    if (rules.meaning().isPresent()) {
      throw new IllegalArgumentException(
          "The rules compare meanings, but " + candidateId + " has no vector");
    }
    addText(candidateId, text);
  }

  /**
   * Adds a kept question with its vector. Questions come in the order in which they were kept.
   *
   * @param vector of length 1, or all zeros; not read if the rules compare no meanings
   */
  public void add(String candidateId, ComparedText text, float[] vector) {
    addText(candidateId, text);
    if (rules.meaning().isPresent()) {
      vectors.add(vector);
    }
  }

  private void addText(String candidateId, ComparedText text) {
    int place = 2 * ids.size();
    if (place == exact.length) {
      exact = Arrays.copyOf(exact, 2 * place);
    }
    exact[place] = text.exactHigh();
    exact[place + 1] = text.exactLow();
    shingles.add(text.shingles().shared());
    words.add(text.words().shared());
    ids.add(candidateId);
  }

  public void write(Path file) throws IOException {
    SignatureWriter.write(
        file,
        SavedQuestions.of(
            rules,
            Arrays.copyOf(exact, 2 * ids.size()),
            shingles,
            rules.comparesWords() ? Optional.of(words) : Optional.empty(),
            new SavedQuestions.Embedded(vectors, IntStream.range(0, ids.size()).toArray())),
        ids.iterator());
  }

  @Override
  public void close() {
    shingles.close();
    words.close();
    vectors.close();
  }
}
