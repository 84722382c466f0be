package org.wordsight.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The facts about a JPEG's codes in its segments: components, Huffman tables, restart markers. */
final class JpegCodes {
  private static final int TABLES = 4;
  private static final int COUNTS = 16;
  private static final int BLOCK = 8;

  private final byte[] content;
  private final JpegHuffmanTable[] dcTables = new JpegHuffmanTable[TABLES];
  private final JpegHuffmanTable[] acTables = new JpegHuffmanTable[TABLES];
  private final List<Component> components = new ArrayList<>();
  private boolean progressive;
  private int width;
  private int height;
  private int restartInterval;

  /** A component's name, and its blocks in an MCU, across and down. */
  private record Component(int id, int across, int down) {}

  JpegCodes(byte[] content) {
    this.content = content;
  }

  /** Reads a segment whose content is between two places of the file. */
  void read(int marker, int start, int end) {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> readFrame(marker, start, end);
      case 0xc4 -> readTables(start, end);
      case 0xdd -> restartInterval = end - start >= 2 ? at(start) << 8 | at(start + 1) : 0;
      default -> {
        // The segment says nothing about codes.
      }
    }
  }

  private int at(int place) {
    return content[place] & 0xff;
  }

  private void readFrame(int marker, int start, int end) {
    progressive = marker == 0xc2;
    height = at(start + 1) << 8 | at(start + 2);
    width = at(start + 3) << 8 | at(start + 4);
    for (int c = start + 6; c + 3 <= end; c += 3) {
      components.add(new Component(at(c), at(c + 1) >> 4, at(c + 1) & 15));
    }
  }

  private void readTables(int start, int end) {
    int from = start;
    while (from + 1 + COUNTS <= end) {
      int table = at(from);
      byte[] counts = Arrays.copyOfRange(content, from + 1, from + 1 + COUNTS);
      int symbols = 0;
      for (byte count : counts) {
        symbols += count & 0xff;
      }
      from += 1 + COUNTS;
      if (from + symbols > end || (table & 15) >= TABLES) {
        return; // The decoder refuses the file.
      }
      JpegHuffmanTable[] tables = table >> 4 == 0 ? dcTables : acTables;
      tables[table & 15] =
          JpegHuffmanTable.of(counts, Arrays.copyOfRange(content, from, from + symbols))
              .orElse(null);
      from += symbols;
    }
  }

  /** Whether a scan's header names the whole picture, so that nothing is read after the scan. */
  boolean isOnlyScan(int start, int end) {
    return !progressive && !components.isEmpty() && end > start && at(start) == components.size();
  }

  boolean hasRestarts() {
    return restartInterval > 0;
  }

  /**
   * The codes of a file's only scan.
   *
   * @param start of its header; its codes follow {@code end}
   * @return absent if the header names something that does not exist; the decoder then refuses the
   *     file
   */
  Optional<JpegScan> onlyScan(int start, int end) {
    List<JpegScan.Block> blocks = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      int entry = start + 1 + 2 * i;
      if (entry + 2 > end) {
        return Optional.empty();
      }
      int tables = at(entry + 1);
      int id = at(entry);
      Optional<Component> component = components.stream().filter(each -> each.id == id).findFirst();
      if (component.isEmpty() || (tables >> 4) >= TABLES || (tables & 15) >= TABLES) {
        return Optional.empty();
      }
      JpegHuffmanTable dc = dcTables[tables >> 4];
      JpegHuffmanTable ac = acTables[tables & 15];
      if (dc == null || ac == null) {
        return Optional.empty();
      }
      int count = components.size() == 1 ? 1 : component.get().across * component.get().down;
      for (int block = 0; block < count; block++) {
        blocks.add(new JpegScan.Block(dc, ac));
      }
    }
    return Optional.of(new JpegScan(content, end, blocks, restartInterval));
  }

  /** The number of MCUs in the picture. A single component has blocks of its own size. */
  long mcus() {
    boolean single = components.size() == 1;
    int across = single ? 1 : components.stream().mapToInt(Component::across).max().orElse(1);
    int down = single ? 1 : components.stream().mapToInt(Component::down).max().orElse(1);
    return (long) parts(width, BLOCK * Math.max(1, across))
        * parts(height, BLOCK * Math.max(1, down));
  }

  private static int parts(int whole, int part) {
    return (whole + part - 1) / part;
  }
}
