package org.wordsight.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/**
 * An endpoint with OpenAI's chat completions that answers by a script, over real connections. It
 * counts its work and its charges: {@code GET /script/counts} returns the counts. {@code GET
 * /script/times} returns the time of work on each request, in milliseconds.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 1024;

  private final ServerSocket server;
  private final RehearsalConfig config;
  private final ScriptedService service;
  private final Counts counts;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  private ScriptedServer(ServerSocket server, RehearsalConfig config, String token) {
    this.server = server;
    this.config = config;
    this.counts = new Counts(config.prices());
    this.service = new ScriptedService(config, counts, token);
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(null, work, "scripted-server", 256 << 10);
              thread.setDaemon(true);
              return thread;
            });
    threads.execute(this::accept);
  }

  /**
   * Starts a server on this machine's own address.
   *
   * @param token that requests must have; empty for none
   */
  public static ScriptedServer start(RehearsalConfig config, String token) {
    return start(config, token, InetAddress.getLoopbackAddress(), 0);
  }

  /**
   * Starts a server.
   *
   * @param port 0 for any free port
   * @throws WordsightException exit code 2 if it cannot listen at this port
   */
  public static ScriptedServer start(
      RehearsalConfig config, String token, InetAddress address, int port) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(address, port), WAITING_CONNECTIONS);
      return new ScriptedServer(server, config, token);
    } catch (IOException e) {
      throw new WordsightException(
          ExitCode.USAGE,
          "Cannot serve a script: %s port %d cannot be used (%s), expected a free port. Choose another with --port."
              .formatted(address.getHostAddress(), port, IoReason.of(e)),
          e);
    }
  }

  /** The URL for {@code teacher.endpoint} in a run file. */
  public URI endpoint() {
    return URI.create(address() + "/v1");
  }

  /** The root of all paths. */
  public String address() {
    InetAddress address = server.getInetAddress();
    String host = address.isLoopbackAddress() ? "127.0.0.1" : address.getHostAddress();
    return "http://" + host + ":" + server.getLocalPort();
  }

  public Counts.Snapshot counts() {
    return counts.snapshot();
  }

  /** The time of work on each request, in milliseconds, in the order of their beginnings. */
  public List<Integer> workMillis() {
    return Arrays.stream(counts.workMillis()).boxed().toList();
  }

  /**
   * Waits until the counts fulfil a condition.
   *
   * @return false if they did not in time
   */
  public boolean await(Predicate<Counts.Snapshot> wanted, Duration atMost)
      throws InterruptedException {
    return counts.await(wanted, atMost);
  }

  /** Closes every connection that waits for a request or is at work, as a restart would. */
  public void dropConnections() {
    open.forEach(ScriptedServer::close);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dropConnections();
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        counts.connected();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        // The server is closed, or the client has gone before it was accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try {
      Wire wire = new Wire(socket);
      boolean more = true;
      while (more) {
        Optional<ScriptedRequest> request = wire.read(config.idleSeconds() * 1000);
        more = request.isPresent() && service.answer(request.get(), wire);
      }
    } catch (IOException e) {
      // The connection is lost. The outcome of the request is already counted.
    } finally {
      close(socket);
      open.remove(socket);
      counts.disconnected();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The connection is already closed.
    }
  }
}
