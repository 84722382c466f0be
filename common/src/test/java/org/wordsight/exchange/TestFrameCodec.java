package org.wordsight.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestFrameCodec {
  private static final byte[] KEY = Gangs.TOKEN;
  private static final int FRAME = 40 + 3;

  /** Writes everything to an array. */
  private record Written(ByteArrayOutputStream bytes, WritableByteChannel channel)
      implements GatheringByteChannel {
    Written(ByteArrayOutputStream bytes) {
      this(bytes, Channels.newChannel(bytes));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      long count = 0;
      for (ByteBuffer source : sources) {
        count += channel.write(source);
      }
      return count;
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
      return write(sources, 0, sources.length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static byte[] twoFrames() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Written channel = new Written(bytes);
    FrameCodec codec = new FrameCodec(KEY);
    codec.write(channel, FrameKind.PART, 5, 7, new Content(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    codec.write(
        channel, FrameKind.MESSAGE, 0, 0, new Content(ByteBuffer.wrap(new byte[] {4, 5, 6})));
    return bytes.toByteArray();
  }

  private static String read(byte[] bytes) throws IOException {
    ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(bytes));
    FrameCodec codec = new FrameCodec(KEY);
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      Frame frame = codec.readHead(channel);
      ByteBuffer content = ByteBuffer.allocate(frame.length());
      codec.readContent(channel, frame, content);
      read.append(frame.kind()).append(frame.round()).append(frame.index());
      read.append(content.get(0)).append(' ');
    }
    return read.toString();
  }

  @Test
  void readsItsOwnFrames() throws IOException {
    assertThat(read(twoFrames())).isEqualTo("PART571 MESSAGE004 ");
  }

  @Test
  void refusesEveryChangedByte() throws IOException {
    byte[] bytes = twoFrames();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      String problem =
          i % FRAME < 40 ? "a frame's MAC is wrong" : "the content of a frame is damaged";
      assertThatThrownBy(() -> read(changed)).as("byte %d", i).hasMessage(problem);
    }
  }

  @Test
  void refusesAFrameThatIsRepeatedOrLeftOut() throws IOException {
    byte[] bytes = twoFrames();
    byte[] repeated = bytes.clone();
    System.arraycopy(bytes, 0, repeated, FRAME, FRAME);
    assertThatThrownBy(() -> read(repeated)).hasMessage("a frame's MAC is wrong");
    byte[] second = Arrays.copyOfRange(bytes, FRAME, 2 * FRAME);
    assertThatThrownBy(() -> read(second)).hasMessage("a frame's MAC is wrong");
  }

  @Test
  void refusesAFrameThatIsTooLongBeforeReadingIt() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Content content = new Content(ByteBuffer.allocate(FrameCodec.LONGEST + 1));
    new FrameCodec(KEY).write(new Written(bytes), FrameKind.PART, 1, 1, content);
    assertThatThrownBy(() -> read(bytes.toByteArray()))
        .hasMessage("a frame has 4194305 bytes, expected 0 to 4194304");
  }
}
