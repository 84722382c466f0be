package org.wordsight.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Copies vectors of one member to members that do not have them. */
public final class VectorCopy {
  private static final int PIECE = 1 << 20;

  private VectorCopy() {}

  /**
   * Every member calls this with the same source and takers. At the source, it returns when all
   * bytes are written, and at a taker, when all bytes have arrived.
   *
   * @param takers the ranks of the members that do not have the vectors; the source is not among
   *     them
   * @param vectors memory off the heap, of the same sizes everywhere
   */
  public static void run(Gang gang, int source, Set<Integer> takers, List<ByteBuffer> vectors) {
    List<ByteBuffer> pieces = pieces(vectors);
    String awaited = "this worker awaited the newest state";
    if (gang.rank() == source) {
      AtomicLong waiting = new AtomicLong((long) pieces.size() * takers.size());
      for (int taker : takers) {
        for (int i = 0; i < pieces.size(); i++) {
          gang.send(
              taker,
              FrameKind.COPY,
              0,
              i,
              new Content(pieces.get(i)),
              () -> counted(gang, waiting));
        }
      }
      gang.await(() -> waiting.get() > 0 ? List.copyOf(takers) : List.of(), awaited);
    } else if (takers.contains(gang.rank())) {
      AtomicLong waiting = new AtomicLong(pieces.size());
      gang.receive(FrameKind.COPY, new Taker(gang, source, pieces, waiting));
      gang.await(() -> waiting.get() > 0 ? List.of(source) : List.of(), awaited);
    }
  }

  private static void counted(Gang gang, AtomicLong waiting) {
    waiting.decrementAndGet();
    gang.changed();
  }

  private static List<ByteBuffer> pieces(List<ByteBuffer> vectors) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (ByteBuffer vector : vectors) {
      for (int start = vector.position(); start < vector.limit(); start += PIECE) {
        pieces.add(vector.slice(start, Math.min(PIECE, vector.limit() - start)));
      }
    }
    return pieces;
  }

  private record Taker(Gang gang, int source, List<ByteBuffer> pieces, AtomicLong waiting)
      implements FrameReceiver {
    @Override
    public ByteBuffer room(int sender, Frame frame) throws IOException {
      if (sender != source
          || frame.index() != pieces.size() - waiting.get()
          || frame.length() != pieces.get(frame.index()).capacity()) {
        throw new IOException("it sent a piece that nobody awaits (" + frame + ")");
      }
      return pieces.get(frame.index());
    }

    @Override
    public void received(int sender, Frame frame, ByteBuffer content) {
      counted(gang, waiting);
    }
  }
}
