package org.wordsight.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.wordsight.tensor.Workers;

/**
 * Plain connections through the machine's loopback, with a thread at each end, to measure their
 * rate.
 */
final class PlainLoopback {
  /** The number of bytes sent and received at once: the size of a block in an exchange. */
  static final int PIECE = 1 << 18;

  private PlainLoopback() {}

  /**
   * Sends each memory into the next one, all at the same time, and returns when the last byte has
   * arrived.
   *
   * @param memories off the heap, used again and again
   * @param bytes of all connections together
   */
  static void move(List<ByteBuffer> memories, double bytes) {
    int connections = memories.size();
    long each = (long) (bytes / connections / PIECE) * PIECE;
    ExecutorService threads = Executors.newFixedThreadPool(2 * connections);
    List<Future<?>> ends = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        ByteBuffer from = memories.get(i);
        ByteBuffer to = memories.get((i + 1) % connections);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
          server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
          SocketChannel sender = SocketChannel.open(server.getLocalAddress());
          SocketChannel receiver = server.accept();
          ends.add(threads.submit(() -> send(sender, from, each)));
          ends.add(threads.submit(() -> receive(receiver, to, each)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot connect through loopback", e);
    }
    ends.forEach(Workers::result);
    threads.shutdown();
  }

  private static Void send(SocketChannel channel, ByteBuffer memory, long bytes)
      throws IOException {
    try (channel) {
      for (long sent = 0; sent < bytes; sent += PIECE) {
        ByteBuffer piece = piece(memory, sent);
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
      }
    }
    return null;
  }

  private static Void receive(SocketChannel channel, ByteBuffer memory, long bytes)
      throws IOException {
    try (channel) {
      for (long received = 0; received < bytes; received += PIECE) {
        ByteBuffer piece = piece(memory, received);
        while (piece.hasRemaining()) {
          if (channel.read(piece) < 0) {
            throw new IOException("The connection has ended");
          }
        }
      }
    }
    return null;
  }

  private static ByteBuffer piece(ByteBuffer memory, long start) {
    int pieces = memory.capacity() / PIECE;
    return memory.slice((int) (start / PIECE % pieces) * PIECE, PIECE);
  }

  /** Waits for the others. */
  static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("A measurement was broken off", e);
    }
  }
}
