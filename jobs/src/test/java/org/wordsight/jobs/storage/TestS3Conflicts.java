package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** S3A against a server that answers every put under a condition with a conflict. */
class TestS3Conflicts {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  @Test
  void endWithOneMessageAndFewPuts() throws IOException {
    AtomicInteger puts = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean put = exchange.getRequestMethod().equals("PUT");
          if (put && exchange.getRequestHeaders().containsKey("If-None-Match")) {
            puts.incrementAndGet();
          }
          exchange.sendResponseHeaders(put ? CONFLICT : NOT_FOUND, -1);
          exchange.close();
        });
    server.start();
    try {
      Configuration hadoop = hadoop(server.getAddress().getPort());
      Path root = new Path("s3a://conflicts/warehouse");
      ObjectStorage storage =
          new ObjectStorage(
              root.getFileSystem(hadoop), root, Duration.ofSeconds(1), Duration.ofMillis(250));

      long begin = System.nanoTime();
      assertThatThrownBy(() -> storage.putIfAbsent("00000001.once", new byte[] {1}))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("for 0 s the store has answered 409 (conflict) to each put of");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      assertThat(puts).as("S3A repeats none itself").hasValueBetween(2, 4);
    } finally {
      server.stop(0);
    }
  }

  private static Configuration hadoop(int port) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    hadoop.set("fs.s3a.path.style.access", "true");
    hadoop.set("fs.s3a.connection.ssl.enabled", "false");
    hadoop.set("fs.s3a.access.key", "identity");
    hadoop.set("fs.s3a.secret.key", "credential");
    hadoop.set(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    Storages.configure(hadoop::set);
    return hadoop;
  }
}
