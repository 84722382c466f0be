package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestTokenHolder {
  private static final byte[] TOKEN = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final byte[] ANOTHER = {3, 1, 4, 1, 5, 9, 2, 7};
  private static final int CLOSED = -1;

  private ServerSocket server;
  private CompletableFuture<Socket> accepted;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    accepted =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return TokenHolder.accept(server, TOKEN);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private Socket connect(byte[] token) throws IOException {
    Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
    socket.getOutputStream().write(token);
    return socket;
  }

  @Test
  void refusesAnotherTokenAndWaitsForTheRightOne() throws IOException {
    try (Socket stranger = connect(ANOTHER)) {
      assertThat(stranger.getInputStream().read()).isEqualTo(CLOSED);
    }
    connect(new byte[] {3}).close();
    assertThat(accepted).isNotDone();
    try (Socket known = connect(TOKEN);
        Socket here = accepted.join()) {
      assertThat(known.getInputStream().read()).isEqualTo(1);
      assertThat(here.getPort()).isEqualTo(known.getLocalPort());
    }
  }

  @Test
  void endsWhenTheServerIsClosed() throws IOException {
    server.close();
    assertThatThrownBy(accepted::join).hasCauseInstanceOf(SocketException.class);
  }
}
