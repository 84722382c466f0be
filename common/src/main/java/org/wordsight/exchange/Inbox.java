package org.wordsight.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** The messages that have arrived and were not taken yet, by topic and sender. */
final class Inbox implements FrameReceiver {
  private static final Topic[] TOPICS = Topic.values();

  private final Map<Topic, Map<Integer, Queue<byte[]>>> messages = new EnumMap<>(Topic.class);
  private final Runnable changed;

  /**
   * @param changed called after each message
   */
  Inbox(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public ByteBuffer room(int sender, Frame frame) throws IOException {
    if (frame.length() > Gang.LONGEST_MESSAGE
        || frame.round() < 0
        || frame.round() >= TOPICS.length) {
      throw new IOException("its message is of no known kind");
    }
    return ByteBuffer.allocate(frame.length());
  }

  @Override
  public void received(int sender, Frame frame, ByteBuffer content) {
    synchronized (this) {
      queue(TOPICS[(int) frame.round()], sender).add(content.array());
    }
    changed.run();
  }

  synchronized boolean isEmpty(Topic topic, int sender) {
    return queue(topic, sender).isEmpty();
  }

  /** Takes the oldest message, which must be there. */
  synchronized byte[] remove(Topic topic, int sender) {
    return queue(topic, sender).remove();
  }

  private Queue<byte[]> queue(Topic topic, int sender) {
    return messages
        .computeIfAbsent(topic, each -> new TreeMap<>())
        .computeIfAbsent(sender, each -> new ArrayDeque<>());
  }
}
