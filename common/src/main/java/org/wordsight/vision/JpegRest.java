package org.wordsight.vision;

import java.util.Optional;
import java.util.Set;

/**
 * The part of a JPEG file after its picture. Pillow makes libjpeg search for the end marker there.
 * The file may end first, but a segment that is not allowed there is an error.
 */
final class JpegRest {
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int QUANTISATION_TABLES = 0xdb;
  private static final int RESTART_INTERVAL = 0xdd;

  /** Tables and comments, which are allowed there beside application data. */
  private static final Set<Integer> ALLOWED =
      Set.of(HUFFMAN_TABLES, 0xcc, QUANTISATION_TABLES, 0xdc, RESTART_INTERVAL, 0xfe);

  /** The kinds of frames that libjpeg-turbo knows. */
  private static final Set<Integer> FRAMES = Set.of(0xc0, 0xc1, 0xc2, 0xc3, 0xc9, 0xca);

  /** This many bytes of a frame are read before it is refused. */
  private static final int FRAME_BYTES = 8;

  private final byte[] content;

  private JpegRest(byte[] content) {
    this.content = content;
  }

  /** The problem after a place of a file, for a message. */
  static Optional<String> problem(byte[] content, int from) {
    return new JpegRest(content).problem(from);
  }

  private Optional<String> problem(int from) {
    int i = from;
    while (i + 1 < content.length) {
      int marker = at(i) == 0xff ? at(i + 1) : 0;
      if (marker == END_OF_IMAGE) {
        return Optional.empty();
      } else if (marker == 0 || marker == 0xff) {
        i++;
      } else if (marker == 1 || marker >= 0xd0 && marker <= 0xd7) {
        i += 2;
      } else if (!isAllowed(marker, i + 2)) {
        boolean read = i + 2 + neededToRefuse(marker, i + 2) <= content.length;
        return read
            ? Optional.of("a marker %02x is after its picture".formatted(marker))
            : Optional.empty();
      } else {
        int length = i + 3 < content.length ? length(i + 2) : 0;
        i += 2 + Math.max(2, length);
      }
    }
    return Optional.empty();
  }

  private int at(int place) {
    return content[place] & 0xff;
  }

  private int length(int start) {
    return at(start) << 8 | at(start + 1);
  }

  /** Whether a segment is allowed there. Tables have numbers from 0 to 3. */
  private boolean isAllowed(int marker, int start) {
    int table = start + 2 < content.length ? at(start + 2) : 0;
    return switch (marker) {
      case HUFFMAN_TABLES -> (table & 0xef) <= 3;
      case QUANTISATION_TABLES -> (table & 0x0f) <= 3;
      case RESTART_INTERVAL -> start + 1 >= content.length || length(start) == 4;
      default -> marker >= 0xe0 && marker <= 0xef || ALLOWED.contains(marker);
    };
  }

  /** The bytes of a segment that libjpeg reads before it refuses the segment. */
  private int neededToRefuse(int marker, int start) {
    if (marker == START_OF_SCAN) {
      int head = 3;
      if (start + head > content.length) {
        return head;
      }
      int length = length(start);
      return length == 6 + 2 * at(start + 2) ? length : head;
    }
    return FRAMES.contains(marker) ? FRAME_BYTES : 0;
  }
}
