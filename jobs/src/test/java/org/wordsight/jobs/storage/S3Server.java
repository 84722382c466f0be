package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.wordsight.jobs.QuickStart;

/**
 * S3Proxy as a process of its own: its libraries and Spark's do not fit into one JVM. It refuses a
 * put under {@code If-None-Match: *} where there is an object, as S3 does.
 */
public final class S3Server implements AutoCloseable {
  private static final Path JAR = Path.of("target/s3-server/s3proxy.jar");
  private static final String IDENTITY = "local-identity";
  private static final String CREDENTIAL = "local-credential";

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server with two buckets, {@code bucket} and {@code plain}, in memory. */
  public static S3Server start(Path folder) {
    try {
      int port = freePort();
      Path settings = folder.resolve("s3proxy.properties");
      Files.writeString(
          settings,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=transient
          jclouds.identity=none
          jclouds.credential=none
          """
              .formatted(port, IDENTITY, CREDENTIAL));
      Path log = folder.resolve("s3proxy.log");
      Process process =
          new ProcessBuilder(command(settings))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      S3Server server = new S3Server(process, port);
      server.makeBuckets(log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path settings) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Xmx256m");
    command.addAll(QuickStart.OPTIONS);
    command.addAll(List.of("-jar", JAR.toString(), "--properties", settings.toString()));
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Hadoop's settings for reaching it. */
  public void configure(BiConsumer<String, String> settings) {
    Map.of(
            "fs.s3a.endpoint", "http://127.0.0.1:" + port,
            "fs.s3a.path.style.access", "true",
            "fs.s3a.connection.ssl.enabled", "false",
            "fs.s3a.access.key", IDENTITY,
            "fs.s3a.secret.key", CREDENTIAL,
            "fs.s3a.aws.credentials.provider",
                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "fs.s3a.attempts.maximum", "3",
            "fs.s3a.change.detection.version.required", "false")
        .forEach(settings);
    Storages.configure(settings);
  }

  private void makeBuckets(Path log) throws IOException {
    com.amazonaws.services.s3.AmazonS3 client =
        com.amazonaws.services.s3.AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(
                new com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration(
                    "http://127.0.0.1:" + port, "us-east-1"))
            .withPathStyleAccessEnabled(true)
            .withCredentials(
                new com.amazonaws.auth.AWSStaticCredentialsProvider(
                    new com.amazonaws.auth.BasicAWSCredentials(IDENTITY, CREDENTIAL)))
            .build();
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try {
        client.createBucket("bucket");
        client.createBucket("plain");
        return;
      } catch (com.amazonaws.SdkClientException e) {
        assertThat(process.isAlive()).as("the S3 server, see %s", log).isTrue();
        assertThat(System.nanoTime())
            .as("the S3 server answers within a minute")
            .isLessThan(deadline);
      }
    }
  }

  /** Settings of their own for tests that need no Spark. */
  public Configuration hadoop() {
    Configuration hadoop = new Configuration();
    configure(hadoop::set);
    return hadoop;
  }

  /**
   * Settings with which S3A sends no conditions, as if the server knew none. Hadoop keeps one
   * client a bucket, so a test uses them with the bucket {@code plain} only.
   */
  Configuration hadoopWithoutConditions() {
    Configuration hadoop = hadoop();
    hadoop.unset(Storages.REQUEST_HANDLERS);
    return hadoop;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
