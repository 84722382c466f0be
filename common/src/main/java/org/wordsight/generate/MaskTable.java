package org.wordsight.generate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.grammar.TokenMask;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The masks of tokens on a device. A mask is sent once, and a step sends only the places of its
 * rows' masks. A new mask replaces the mask that was not used for the longest time.
 */
final class MaskTable implements AutoCloseable {
  private static final int FEWEST_PLACES = 256;

  /** The place of the mask that allows everything. */
  private static final int ALL = 0;

  private final Kernels kernels;
  private final Scope scope;
  private final int width;
  private final int capacity;
  private final Tensor masks_MW;
  private final Map<TokenMask, Integer> places = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param width bytes of a mask
   * @param rows the most rows of a step
   */
  MaskTable(Kernels kernels, Device device, int width, int rows) {
    this.kernels = kernels;
    this.width = width;
    this.capacity = Math.max(FEWEST_PLACES, rows + 1);
    this.scope = device.scope();
    this.masks_MW = scope.zeros(ElementType.UINT8, capacity, width);
    byte[] all = new byte[width];
    Arrays.fill(all, (byte) 0xFF);
    put(ALL, all);
  }

  /** Whether the table holds masks of this width for so many rows. */
  boolean serves(int someWidth, int rows) {
    return someWidth == width && rows < capacity;
  }

  /** The bytes that a table takes for a vocabulary of a size. */
  static long bytes(int size, int rows) {
    return (long) (size / Byte.SIZE + 1) * Math.max(FEWEST_PLACES, rows + 1);
  }

  Tensor masks() {
    return masks_MW;
  }

  /** The place of each row's mask. Missing masks are sent to the device. */
  long[] places(List<Optional<TokenMask>> rows) {
    // From here on the masks of this step are the newest, so none of them is replaced.
    rows.forEach(row -> row.ifPresent(places::get));
    return rows.stream().mapToLong(row -> row.map(this::place).orElse(ALL)).toArray();
  }

  private int place(TokenMask mask) {
    Integer known = places.get(mask);
    if (known != null) {
      return known;
    }
    int place = places.size() + 1;
    if (place == capacity) {
      Map.Entry<TokenMask, Integer> eldest = places.entrySet().iterator().next();
      place = eldest.getValue();
      places.remove(eldest.getKey());
    }
    put(place, mask.bits());
    places.put(mask, place);
    return place;
  }

  private void put(int place, byte[] bits) {
    try (Scope step = scope.child()) {
      kernels.infer(step, "put_mask", masks_MW, place, step.bytes(bits, width));
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
