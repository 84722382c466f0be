package org.wordsight.rehearsal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.wordsight.config.RehearsalConfig;

/**
 * Lets this process answer its own requests until Java has compiled the code that answers. An
 * endpoint that others measure is then fast from the first request on. The requests go to a server
 * of their own through plain sockets, so that no counts include them.
 */
public final class WarmUp {
  private static final int CONNECTIONS = 64;
  private static final byte[] REQUEST = request();
  private static final String ANSWERED = "HTTP/1.1 200 ";
  private static final String LENGTH = "Content-Length: ";

  private WarmUp() {}

  /** Answers at least so many requests, with answers as in the script. */
  public static void answer(RehearsalConfig script, int requests) {
    ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    try (ScriptedServer server = ScriptedServer.start(script.atOnce(), "")) {
      int each = (requests + CONNECTIONS - 1) / CONNECTIONS;
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(clients.submit(() -> ask(server.endpoint(), each)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the endpoint was warmed up", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the endpoint did not answer its own request", e);
    } finally {
      clients.shutdownNow();
    }
  }

  private static void ask(URI endpoint, int requests) {
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      for (int i = 0; i < requests; i++) {
        out.write(REQUEST);
        in.readFully(new byte[bodyLength(in)]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of a response, which must be an answer. */
  private static int bodyLength(DataInputStream in) throws IOException {
    String line = line(in);
    if (!line.startsWith(ANSWERED)) {
      throw new IOException("it answered: " + line);
    }
    int length = 0;
    while (!line.isEmpty()) {
      if (line.startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()));
      }
      line = line(in);
    }
    return length;
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (char next = (char) in.readUnsignedByte();
        next != '\n';
        next = (char) in.readUnsignedByte()) {
      line.append(next);
    }
    return line.toString().strip();
  }

  private static byte[] request() {
    String body =
        """
        {"model":"any","messages":[{"role":"user","content":"Write decision questions."}],\
        "temperature":1.0,"top_p":1.0,"max_tokens":2048,"seed":1,"stream":false}""";
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n".formatted(body.length());
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }
}
