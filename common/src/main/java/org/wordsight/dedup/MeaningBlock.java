package org.wordsight.dedup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A block of vectors that are decided one after the other, with the vectors to which each may be
 * similar.
 */
final class MeaningBlock {
  static final MeaningBlock NONE = new MeaningBlock(new float[0][]);

  private final float[][] vectors;

  /**
   * For each place in the block: the place of a kept vector in the store, and -1 for the others.
   */
  private final int[] stored;

  /** For each place in the block: earlier places in the block that may be similar. */
  private final IntLists within;

  /** For each place in the block: places in the store that may be similar, found by the search. */
  private final IntLists found;

  /** The same for places that are compared with all vectors; empty for the others. */
  private final IntLists all;

  /**
   * For each place in the block: the nearest cells, the nearest first. Empty if there are no cells.
   */
  private int[][] cells = {};

  private boolean searchesAll;

  MeaningBlock(float[][] vectors) {
    this.vectors = vectors;
    this.stored = new int[vectors.length];
    this.within = new IntLists(vectors.length);
    this.found = new IntLists(vectors.length);
    this.all = new IntLists(vectors.length);
    Arrays.fill(stored, -1);
  }

  int size() {
    return vectors.length;
  }

  float[] vector(int at) {
    return vectors[at];
  }

  /** The cell in which a vector is kept. */
  int home(int at) {
    return cells[at][0];
  }

  /** Notes that a vector is kept. */
  void keep(int at, int place) {
    stored[at] = place;
  }

  /** The block as if it ended at this place. No more comparisons are made in it. */
  MeaningBlock upTo(int at) {
    return new MeaningBlock(Arrays.copyOf(vectors, at + 1));
  }

  void compareWithin(VectorProducts products, double threshold) {
    products.within(
        vectors,
        threshold,
        (place, earlier) -> {
          if (earlier < place) {
            within.add(place, earlier);
          }
        });
  }

  /** Compares some vectors of the block with all stored ones. */
  void compareAll(VectorProducts products, NumberedVectors store, double threshold, int[] places) {
    searchesAll = cells.length == 0;
    if (places.length > 0) {
      products.withStored(
          chosen(places), store, threshold, (i, place) -> all.add(places[i], place));
    }
  }

  /** Compares each vector with the stored vectors of its nearest cells. */
  void compareByCells(
      VectorProducts products, NumberedVectors store, VectorCells of, double threshold) {
    cells = new int[vectors.length][];
    IntStream.range(0, vectors.length).parallel().forEach(i -> cells[i] = of.nearest(vectors[i]));
    IntLists visitors = new IntLists(of.count());
    for (int i = 0; i < cells.length; i++) {
      for (int cell : cells[i]) {
        visitors.add(cell, i);
      }
    }
    for (int cell = 0; cell < of.count(); cell++) {
      int[] places = visitors.list(cell);
      if (places.length > 0) {
        compare(products, store, of.members(cell), threshold, places);
      }
    }
  }

  private void compare(
      VectorProducts products,
      NumberedVectors store,
      int[] members,
      double threshold,
      int[] places) {
    float[][] some = chosen(places);
    for (int from = 0; from < members.length; from += VectorProducts.PIECE) {
      int[] piece =
          Arrays.copyOfRange(members, from, Math.min(members.length, from + VectorProducts.PIECE));
      float[][] others = new float[piece.length][store.dimensions()];
      for (int i = 0; i < piece.length; i++) {
        store.read(piece[i], others[i]);
      }
      products.between(some, others, threshold, (i, j) -> found.add(places[i], piece[j]));
    }
  }

  private float[][] chosen(int[] places) {
    return Arrays.stream(places).mapToObj(i -> vectors[i]).toArray(float[][]::new);
  }

  /** Receives a place in the store, and whether the search found it. */
  @FunctionalInterface
  interface Alike {
    void at(int place, boolean isFound);
  }

  /** Reports, once each, the stored vectors to which a vector may be similar. */
  void forEachAlike(int at, Alike alike) {
    Map<Integer, Boolean> places = new HashMap<>();
    all.forEach(at, place -> places.put(place, searchesAll));
    found.forEach(at, place -> places.put(place, true));
    within.forEach(
        at,
        earlier -> {
          if (stored[earlier] >= 0) {
            places.put(stored[earlier], searchesAll || visits(at, home(earlier)));
          }
        });
    places.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> alike.at(each.getKey(), each.getValue()));
  }

  private boolean visits(int at, int cell) {
    return Arrays.stream(cells[at]).anyMatch(each -> each == cell);
  }
}
