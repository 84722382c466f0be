package org.wordsight.jobs.query;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;

/** The one peer that knows a token. */
final class TokenHolder {
  private static final int TOKEN_MILLIS = 10_000;

  private TokenHolder() {}

  /**
   * Waits for the connection that begins with the token, and answers it with a byte. Any other
   * connection is closed.
   *
   * @throws IOException if the server is closed
   */
  static Socket accept(ServerSocket server, byte[] token) throws IOException {
    while (true) {
      Socket socket = server.accept();
      try {
        socket.setSoTimeout(TOKEN_MILLIS);
        byte[] received = socket.getInputStream().readNBytes(token.length);
        if (MessageDigest.isEqual(received, token)) {
          socket.setSoTimeout(0);
          socket.getOutputStream().write(1);
          return socket;
        }
      } catch (IOException e) {
        // An unknown connection does not end the query.
      }

      RowStream.close(socket);
    }
  }
}
