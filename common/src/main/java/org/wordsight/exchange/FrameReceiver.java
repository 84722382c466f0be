package org.wordsight.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the frames of one kind. The threads that read connections call it. */
interface FrameReceiver {

  /**
   * The memory for a frame's content, of its length.
   *
   * @throws IOException if nobody awaits this frame
   */
  ByteBuffer room(int sender, Frame frame) throws IOException;

  /** Says that the content is in its memory. */
  void received(int sender, Frame frame, ByteBuffer content);
}
