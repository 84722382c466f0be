package org.wordsight.rehearsal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bytes of one connection: its requests, its responses, and the ways in which it ends. */
final class Wire {
  private static final int LARGEST_REQUEST = 64 << 20;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final Pattern LENGTH = Pattern.compile("\\d{1,8}");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** The bytes that were received and not read yet, from {@code at} to before {@code end}. */
  private byte[] received = new byte[8 << 10];

  private int at;
  private int end;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** The next request; absent if none comes in time, or the client has closed. */
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
      int length =
          LENGTH.matcher(digits).matches() ? Integer.parseInt(digits) : LARGEST_REQUEST + 1;
      if (length > LARGEST_REQUEST) {
        return Optional.empty();
      }
      byte[] body = bytes(length);
      return Optional.of(new ScriptedRequest(first[0], first[1], headers, body));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  /** The lines before the empty one; empty if the client has closed. */
  private String head() throws IOException {
    int newLines = 0;
    int length = 0;
    while (newLines < 2 && length < LONGEST_HEAD) {
      if (at + length == end && !receive()) {
        return "";
      }
      byte next = received[at + length];
      length++;
      if (next == '\n') {
        newLines++;
      } else if (next != '\r') {
        newLines = 0;
      }
    }
    String head = new String(received, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return head;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] all = new byte[length];
    int here = Math.min(length, end - at);
    System.arraycopy(received, at, all, 0, here);
    at += here;
    if (in.readNBytes(all, here, length - here) < length - here) {
      throw new EOFException("the request ends early");
    }
    return all;
  }

  /** Waits for bytes and appends them to the others. Returns false if the client has closed. */
  private boolean receive() throws IOException {
    if (at > 0) {
      System.arraycopy(received, at, received, 0, end - at);
      end -= at;
      at = 0;
    }
    if (end == received.length) {
      received = Arrays.copyOf(received, 2 * end);
    }
    int count = in.read(received, end, received.length - end);
    end += Math.max(0, count);
    return count > 0;
  }

  /**
   * Waits for a time, as a server at work does.
   *
   * @return false if the client has gone meanwhile
   */
  boolean stays(long millis) throws IOException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      try {
        if (at == end && !receive()) {
          return false;
        }
        sleep(left); // The next request is here already, and waits for this one.
        return true;
      } catch (SocketTimeoutException timeIsOver) {
        // This is the expected case: the client waits silently.
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

  /** The head of a response, with the empty line at its end. */
  static String head(int status, Map<String, String> headers, long length) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  void close() throws IOException {
    socket.close();
  }
}
