package org.wordsight.rehearsal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The bytes of one connection: requests in, responses out, and its ends of all kinds. */
final class Wire {
  private static final int LARGEST_REQUEST = 64 << 20;
  private static final int LONGEST_HEAD = 64 << 10;

  private final Socket socket;
  private final PushbackInputStream in;
  private final OutputStream out;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()), 1);
    this.out = socket.getOutputStream();
  }

  /** The next request; absent where none comes in time, or the client has closed. */
  Optional<ScriptedRequest> read(int idleMillis) throws IOException {
    socket.setSoTimeout(idleMillis);
    try {
      String head = head();
      if (head.isEmpty()) {
        return Optional.empty();
      }
      List<String> lines = head.lines().toList();
      String[] first = lines.get(0).split(" ");
      if (first.length < 2) {
        return Optional.empty();
      }
      Map<String, String> headers = new HashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
      }
      String digits = headers.getOrDefault("content-length", "0");
      int length = digits.matches("\\d{1,8}") ? Integer.parseInt(digits) : LARGEST_REQUEST + 1;
      if (length > LARGEST_REQUEST) {
        return Optional.empty();
      }
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException("the request ends early");
      }
      return Optional.of(new ScriptedRequest(first[0], first[1], headers, body));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** The lines before the empty one; empty where the client has closed. */
  private String head() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int newLines = 0;
    while (newLines < 2 && bytes.size() < LONGEST_HEAD) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      bytes.write(next);
      if (next == '\n') {
        newLines++;
      } else if (next != '\r') {
        newLines = 0;
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /**
   * Waits as a server at work does.
   *
   * @return false where the client has gone meanwhile
   */
  boolean stays(long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      try {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        in.unread(next); // The next request, which waits for this one.
        sleep(left);
        return true;
      } catch (SocketTimeoutException timeIsOver) {
        // As expected: the client waits silently.
      }
    }
    return true;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The head of a response, the empty line at its end included. */
  static String head(int status, Map<String, String> headers, long length) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  /** Ends the connection without a goodbye: the client sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  void close() throws IOException {
    socket.close();
  }
}
