package org.wordsight.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The connection to one other member, with a thread that reads and a thread that writes. Memory is
 * read and written without copies.
 */
final class Peer implements AutoCloseable {
  private static final Content NOTHING = new Content(ByteBuffer.allocate(0));

  private final int rank;
  private final SocketChannel channel;
  private final FrameCodec writing;
  private final FrameCodec reading;
  private final Events events;
  private final LinkedBlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>();
  private final Thread reader;
  private final Thread writer;
  private volatile long lastHeardNanos = System.nanoTime();
  private volatile boolean taking;
  private volatile boolean leaving;

  /** The events of a connection. */
  interface Events {
    FrameReceiver receiver(FrameKind kind) throws IOException;

    /** The connection cannot be used any more. */
    void broken(int rank, String reason);
  }

  private record Outgoing(
      FrameKind kind, long round, int index, Content content, Runnable written) {}

  Peer(Joining.Connection connection, Events events) {
    this.rank = connection.session().other();
    this.channel = connection.channel();
    this.writing = new FrameCodec(connection.session().sending());
    this.reading = new FrameCodec(connection.session().receiving());
    this.events = events;
    this.reader = thread(this::read, "wordsight-from-" + rank);
    this.writer = thread(this::write, "wordsight-to-" + rank);
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    reader.start();
    writer.start();
  }

  int rank() {
    return rank;
  }

  /** The time since bytes last came, in nanoseconds; 0 while this worker has not taken them yet. */
  long silenceNanos() {
    return taking ? 0 : Math.max(0, System.nanoTime() - lastHeardNanos);
  }

  /**
   * Writes a frame soon. The order of calls is kept.
   *
   * @param content must not change before {@code written} is called
   */
  void send(FrameKind kind, long round, int index, Content content, Runnable written) {
    outgoing.add(new Outgoing(kind, round, index, content, written));
  }

  /** Says that this worker is alive, unless another frame is already waiting. */
  void heartbeat() {
    if (outgoing.isEmpty()) {
      send(FrameKind.HEARTBEAT, 0, 0, NOTHING, () -> {});
    }
  }

  private void write() {
    try {
      while (true) {
        Outgoing next = outgoing.take();
        writing.write(channel, next.kind(), next.round(), next.index(), next.content());
        next.written().run();
        if (next.kind() == FrameKind.FAREWELL) {
          channel.shutdownOutput();
          return;
        }
      }
    } catch (IOException e) {
      broken(e);
    } catch (InterruptedException e) {
      // The connection is being closed.
    }
  }

  private void read() {
    try {
      while (true) {
        Frame frame = reading.readHead(channel);
        lastHeardNanos = System.nanoTime();
        if (frame.kind() == FrameKind.HEARTBEAT) {
          continue;
        }
        taking = true;
        FrameReceiver receiver = events.receiver(frame.kind());
        ByteBuffer room = receiver.room(rank, frame);
        taken();
        reading.readContent(channel, frame, room);
        taking = true;
        receiver.received(rank, frame, room);
        taken();
      }
    } catch (IOException e) {
      broken(e);
    } catch (RuntimeException | Error e) {
      events.broken(rank, "this worker could not take what it sent: " + e);
    }
  }

  /** The time is set first, so that a watcher never sees an old time. */
  private void taken() {
    lastHeardNanos = System.nanoTime();
    taking = false;
  }

  private void broken(IOException e) {
    if (!leaving) {
      events.broken(rank, e.getMessage() == null ? "the connection is closed" : e.getMessage());
    }
  }

  /**
   * Sends a last frame to the other side.
   *
   * @param lost the rank of the lost member; this worker's own rank if its work has ended
   * @param atOnce whether waiting frames are dropped
   */
  void leave(int lost, ByteBuffer reason, boolean atOnce) {
    leaving = true;
    if (atOnce) {
      outgoing.clear();
    }
    send(FrameKind.FAREWELL, 0, lost, new Content(reason), () -> {});
  }

  /** Waits until the last frame is written, or until a time of {@link System#nanoTime}. */
  void awaitWritten(long deadlineNanos) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(writer, Math.max(1, deadlineNanos - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends both threads. Memory of frames is not used after this. */
  @Override
  public void close() {
    leaving = true;
    Closing.quietly(channel);
    writer.interrupt();
    join(reader);
    join(writer);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        TimeUnit.SECONDS.timedJoin(thread, 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
