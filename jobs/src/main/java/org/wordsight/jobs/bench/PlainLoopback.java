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

/** What plain connections through the machine's loopback move, with a thread at each end. */
final class PlainLoopback {
  private static final int PIECE = 1 << 18;

  private PlainLoopback() {}

  /**
   * Moves bytes, and returns when the last one has arrived.
   *
   * @param connections at the same time
   * @param bytes of all together
   */
  static void move(int connections, double bytes) {
    long each = (long) (bytes / connections / PIECE) * PIECE;
    ExecutorService threads = Executors.newFixedThreadPool(2 * connections);
    List<Future<?>> ends = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
          server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
          SocketChannel sender = SocketChannel.open(server.getLocalAddress());
          SocketChannel receiver = server.accept();
          threads.submit(() -> send(sender, each));
          ends.add(threads.submit(() -> receive(receiver, each)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot connect through loopback", e);
    }
    ends.forEach(Workers::result);
    threads.shutdown();
  }

  private static Void send(SocketChannel channel, long bytes)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    try (channel) {
      for (long sent = 0; sent < bytes; sent += PIECE) {
        piece.clear();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
      }
    }
    return null;
  }

  private static Void receive(SocketChannel channel, long bytes)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    try (channel) {
      long received = 0;
      while (received < bytes) {
        piece.clear();
        int count = channel.read(piece);
        if (count < 0) {
          throw new IOException("The connection has ended");
        }
        received += count;
      }
    }
    return null;
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
