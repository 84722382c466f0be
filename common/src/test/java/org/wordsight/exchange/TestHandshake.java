package org.wordsight.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestHandshake {
  private static final byte[] OTHER = "another secret of the same length".getBytes(UTF_8);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();

  @AfterEach
  void end() {
    thread.shutdownNow();
  }

  private static Handshake handshake(byte[] token, long attempt) {
    InetSocketAddress address = InetSocketAddress.createUnresolved("host", 1);
    return new Handshake(
        new Membership(0, List.of(address, address), attempt, token, Gangs.TIMEOUT));
  }

  /**
   * Keeps all bytes that pass. Each message is passed on at once, since a pipe's reader checks only
   * once a second.
   */
  private static final class Recorder extends FilterOutputStream {
    private final OutputStream copy;

    Recorder(OutputStream out, OutputStream copy) {
      super(out);
      this.copy = copy;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      copy.write(bytes);
      out.write(bytes);
      out.flush();
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value});
    }
  }

  private record Sessions(Handshake.Session connecting, Handshake.Session listening) {}

  /** Worker 1 connects to worker 0. */
  private Sessions run(Handshake connecting, Handshake listening) throws Exception {
    PipedInputStream toListener = new PipedInputStream();
    PipedInputStream toCaller = new PipedInputStream();
    Recorder fromListener =
        new Recorder(new PipedOutputStream(toCaller), OutputStream.nullOutputStream());
    Recorder fromCaller = new Recorder(new PipedOutputStream(toListener), recorded);
    Future<Handshake.Session> accepted =
        thread.submit(
            () -> {
              try (fromListener) {
                Handshake.Session session = listening.accept(toListener, fromListener, 0, 2);
                Handshake.welcome(fromListener);
                return session;
              }
            });
    try (fromCaller) {
      Handshake.Session connected = connecting.connect(toCaller, fromCaller, 1, 0);
      return new Sessions(connected, accepted.get());
    }
  }

  @Test
  void givesEachDirectionOfEachConnectionAKeyOfItsOwn() throws Exception {
    Sessions first = run(handshake(Gangs.TOKEN, 1), handshake(Gangs.TOKEN, 1));
    assertThat(first.connecting().other()).isZero();
    assertThat(first.listening().other()).isEqualTo(1);
    assertThat(first.connecting().sending())
        .isEqualTo(first.listening().receiving())
        .isNotEqualTo(first.listening().sending());
    assertThat(first.connecting().receiving()).isEqualTo(first.listening().sending());
    Sessions second = run(handshake(Gangs.TOKEN, 1), handshake(Gangs.TOKEN, 1));
    assertThat(second.connecting().sending()).isNotEqualTo(first.connecting().sending());
  }

  @Test
  void isRefusedByTheCallerIfTheListenerDoesNotKnowTheToken() {
    assertThatThrownBy(() -> run(handshake(Gangs.TOKEN, 1), handshake(OTHER, 1)))
        .hasMessage("it does not know the token");
  }

  @Test
  void refusesAnotherAttempt() {
    Handshake listening = handshake(Gangs.TOKEN, 2);
    assertThatThrownBy(() -> run(handshake(Gangs.TOKEN, 1), listening))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> replay(listening)).hasMessage("it belongs to attempt 1, not 2");
  }

  @Test
  void refusesMessagesRecordedOnAnotherConnection() throws Exception {
    Handshake listening = handshake(Gangs.TOKEN, 1);
    run(handshake(Gangs.TOKEN, 1), listening);
    assertThatThrownBy(() -> replay(listening)).hasMessage("it does not know the token");
  }

  private void replay(Handshake listening) throws IOException {
    listening.accept(
        new ByteArrayInputStream(recorded.toByteArray()), new ByteArrayOutputStream(), 0, 2);
  }

  @Test
  void refusesAWorkerWithAWrongRankOrForAnotherWorker() throws Exception {
    Handshake listening = handshake(Gangs.TOKEN, 1);
    run(handshake(Gangs.TOKEN, 1), listening);
    ByteArrayInputStream words = new ByteArrayInputStream(recorded.toByteArray());
    assertThatThrownBy(() -> listening.accept(words, new ByteArrayOutputStream(), 1, 2))
        .isInstanceOf(Handshake.RefusedException.class)
        .hasMessage("it says that it is worker 1 and looks for worker 0");
  }

  @Test
  void refusesAnotherProtocol() {
    byte[] words = "GET / HTTP/1.1\r\n".repeat(4).getBytes(UTF_8);
    assertThatThrownBy(
            () ->
                handshake(Gangs.TOKEN, 1)
                    .accept(new ByteArrayInputStream(words), new ByteArrayOutputStream(), 0, 2))
        .hasMessage("it does not speak this protocol");
  }
}
