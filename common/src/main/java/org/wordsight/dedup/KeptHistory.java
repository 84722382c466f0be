package org.wordsight.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * The questions that earlier runs kept, run after run. They come before all candidates of a new
 * run. The order decides which of several equally similar questions is the witness. Within a run it
 * is the order of decisions, or the order of the plan if the signatures were computed again. Not
 * thread-safe.
 */
public final class KeptHistory implements AutoCloseable {
  private final List<Source> sources;

  /** The number of each source's first question; one more ends the last. */
  private final int[] firsts;

  /**
   * The questions of one run.
   *
   * @param run its id
   */
  public record Source(String run, SignatureFile signatures) {}

  /**
   * @param sources in the order in which the runs began; closed with the history
   */
  public KeptHistory(List<Source> sources) {
    this.sources = List.copyOf(sources);
    this.firsts = new int[sources.size() + 1];
    for (int i = 0; i < sources.size(); i++) {
      firsts[i + 1] = Math.addExact(firsts[i], sources.get(i).signatures().questions());
    }
  }

  /** The history of a first run, without questions. */
  public static KeptHistory none() {
    return new KeptHistory(List.of());
  }

  /** The number of questions. */
  public int count() {
    return firsts[sources.size()];
  }

  /** The runs, in their order. */
  public List<Source> sources() {
    return sources;
  }

  /** A question's run and candidate: {@code 2026-01-31-0a1b2c3d/…}. */
  public String id(int question) {
    int file = file(firsts, question);
    Source source = sources.get(file);
    return source.run() + "/" + source.signatures().id(question - firsts[file]);
  }

  /** The first question with this exact hash; -1 if there is none. */
  int exact(long high, long low) {
    for (int i = 0; i < sources.size(); i++) {
      int found = sources.get(i).signatures().exact(high, low);
      if (found >= 0) {
        return firsts[i] + found;
      }
    }
    return -1;
  }

  HistoryIndex shingles() {
    return new HistoryIndex(
        sources.stream().map(source -> source.signatures().shingles()).toList(), firsts);
  }

  HistoryIndex words() {
    return new HistoryIndex(
        sources.stream().map(source -> source.signatures().words().orElseThrow()).toList(), firsts);
  }

  HistoryVectors vectors() {
    return new HistoryVectors(
        sources.stream().map(source -> source.signatures().vectors().orElseThrow()).toList(),
        firsts);
  }

  /** The file that holds a question; a file without questions holds none. */
  static int file(int[] firsts, int number) {
    int place = Arrays.binarySearch(firsts, number);
    int file = place >= 0 ? place : -place - 2;
    while (firsts[file + 1] == firsts[file]) {
      file++;
    }
    return file;
  }

  @Override
  public void close() {
    IOException failure = null;
    for (Source source : sources) {
      try {
        source.signatures().close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new UncheckedIOException("Cannot close the signatures of an earlier run", failure);
    }
  }
}
