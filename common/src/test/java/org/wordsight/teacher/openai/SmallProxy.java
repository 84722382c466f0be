package org.wordsight.teacher.openai;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy on this machine. It forwards requests that name their host, and opens tunnels. It
 * knows its own names of hosts.
 */
final class SmallProxy implements AutoCloseable {
  /** The handling of a request. */
  enum Manner {
    FORWARDS,
    CLOSES,
    WANTS_A_PASSWORD
  }

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
  private static final String REFUSAL =
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
          + "Content-Length: 0\r\n\r\n";

  private final ServerSocket server;
  private final Manner manner;
  private final Map<String, Integer> ports;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();

  /**
   * @param ports of this machine, by the names of hosts
   */
  SmallProxy(Manner manner, Map<String, Integer> ports) {
    this.manner = manner;
    this.ports = ports;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The first line of each request. */
  List<String> requests() {
    return requests;
  }

  /** All that clients sent, as far as the proxy can read it. */
  synchronized String read() {
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "small-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        // The proxy is closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      while (!head.isEmpty()) {
        String first = head.lines().findFirst().orElseThrow();
        requests.add(first);
        switch (manner) {
          case CLOSES -> {
            return;
          }
          case WANTS_A_PASSWORD -> {
            body(client.getInputStream(), head);
            write(client, REFUSAL.getBytes(StandardCharsets.ISO_8859_1));
          }
          case FORWARDS -> {
            if (first.startsWith("CONNECT ")) {
              tunnel(client, first.split(" ")[1]);
              return;
            }
            forward(client, head, first.split(" "));
          }
        }
        head = head(client.getInputStream());
      }
    } catch (IOException e) {
      // One of the two ends has closed.
    }
  }

  private void forward(Socket client, String head, String[] first) throws IOException {
    URI target = URI.create(first[1]);
    String rest = head.substring(head.indexOf("\r\n"));
    byte[] body = body(client.getInputStream(), head);
    try (Socket endpoint = connect(target.getHost(), target.getPort())) {
      String line = first[0] + " " + target.getPath() + " " + first[2];
      write(endpoint, (line + rest).getBytes(StandardCharsets.ISO_8859_1));
      write(endpoint, body);
      String answer = head(endpoint.getInputStream());
      byte[] content = body(endpoint.getInputStream(), answer);
      write(client, answer.getBytes(StandardCharsets.ISO_8859_1));
      write(client, content);
    }
  }

  private void tunnel(Socket client, String target) throws IOException {
    int colon = target.lastIndexOf(':');
    int port = Integer.parseInt(target.substring(colon + 1));
    try (Socket endpoint = connect(target.substring(0, colon), port)) {
      write(client, "HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      start(() -> pump(endpoint, client));
      pump(client, endpoint);
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      byte[] block = new byte[1 << 14];
      InputStream in = from.getInputStream();
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        note(block, count);
        to.getOutputStream().write(block, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of the two ends has closed.
    }
  }

  private Socket connect(String host, int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), ports.getOrDefault(host, port));
  }

  private String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    note(head.toByteArray(), head.size());
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private byte[] body(InputStream in, String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    if (length.reset().find() && body.length < Integer.parseInt(length.group(1))) {
      throw new EOFException();
    }
    note(body, body.length);
    return body;
  }

  private synchronized void note(byte[] bytes, int count) {
    read.write(bytes, 0, count);
  }

  private static void write(Socket to, byte[] bytes) throws IOException {
    OutputStream out = to.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
