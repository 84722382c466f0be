package org.wordsight.teacher.openai;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.wordsight.config.ConnectionConfig;

/** Makes Java's HTTP client with the settings that endpoints need. */
final class HttpClients {
  /** Java reads this once, when the first client of the JVM is made. */
  private static final String IDLE_SECONDS = "jdk.httpclient.keepalive.timeout";

  /**
   * Servers such as vLLM's close a connection that is idle for 5 seconds. The client must close it
   * earlier. Otherwise a request could be sent on a connection that the server is closing.
   */
  private static final String SHORTER_THAN_SERVERS = "4";

  /** Java reads this once, when the common pool of the JVM is first used. */
  private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";

  /** With one thread in the common pool, Java begins a new thread for the end of each call. */
  private static final int LEAST_THREADS = 2;

  private HttpClients() {}

  /**
   * A client for HTTP/1.1, since servers such as vLLM's lose the body of a request that offers to
   * change to HTTP/2. It follows no redirect, because a redirect could send a secret to another
   * host.
   *
   * <p>The launcher sets the time of idle connections and the common pool for every JVM of a run.
   * Other JVMs get them here. No other part of Wordsight, Spark or Hadoop makes such a client
   * before.
   */
  static HttpClient of(ConnectionConfig connection, Secrets secrets, Executor executor) {
    if (System.getProperty(IDLE_SECONDS) == null) {
      System.setProperty(IDLE_SECONDS, SHORTER_THAN_SERVERS);
    }
    int ownThreads = Runtime.getRuntime().availableProcessors() - 1;
    if (System.getProperty(COMMON_POOL) == null && ownThreads < LEAST_THREADS) {
      System.setProperty(COMMON_POOL, Integer.toString(LEAST_THREADS));
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(connection.connectSeconds()))
            .executor(executor);
    Https.context(connection, secrets).ifPresent(builder::sslContext);
    if (connection.proxy().isEmpty()) {
      builder.proxy(HttpClient.Builder.NO_PROXY);
    } else {
      URI proxy = URI.create(connection.proxy());
      builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())));
    }
    return builder.build();
  }
}
