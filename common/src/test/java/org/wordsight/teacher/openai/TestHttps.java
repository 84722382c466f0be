package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.openai.SmallProxy.Manner;

/** A real TLS server on this machine, with a certificate that only these tests trust. */
class TestHttps {
  private static final String PASSWORD = "hunter2-store";
  private static final String BODY =
      "{\"choices\":[{\"message\":{\"content\":\"[]\"},\"finish_reason\":\"stop\"}]}";

  @TempDir static Path folder;
  private static Path keystore;
  private static Path certificate;

  @BeforeAll
  static void makeTheCertificate() throws Exception {
    keystore = folder.resolve("server.p12");
    certificate = folder.resolve("server.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-validity",
        "3650",
        "-storetype",
        "PKCS12");
    keytool("-exportcert", "-rfc", "-alias", "server", "-file", certificate.toString());
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", keystore.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void refusesACertificateThatIsNotTrusted() throws Exception {
    try (TlsServer server = new TlsServer(false);
        OpenAiClient client = client(server, "", "")) {
      Reply.Failed failed = OpenAiTest.failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.TLS);
      assertThat(failed.detail()).startsWith("no TLS connection: ").contains("certification path");
    }
  }

  @Test
  void trustsTheAuthoritiesOfTheRunFileAndShowsItsOwnCertificate() throws Exception {
    try (TlsServer server = new TlsServer(true);
        OpenAiClient client = client(server, keystore.toString(), certificate.toString())) {
      assertThat(OpenAiTest.answered(client).answer().text()).isEqualTo("[]");
    }
  }

  @Test
  void asksThroughATunnelThatTheProxyCannotRead() throws Exception {
    try (TlsServer server = new TlsServer(false);
        SmallProxy proxy = new SmallProxy(Manner.FORWARDS, Map.of())) {
      ConnectionConfig connection =
          connection(server.endpoint(), proxy.url(), "", certificate.toString());
      try (OpenAiClient client = client(connection)) {
        assertThat(OpenAiTest.answered(client).answer().text()).isEqualTo("[]");
      }
      assertThat(proxy.requests())
          .containsExactly("CONNECT localhost:" + server.endpoint().getPort() + " HTTP/1.1");
      assertThat(proxy.read()).doesNotContain("Bearer", "create more complex");
    }
  }

  @Test
  void trustsNoEndpointBehindAProxyWithoutItsAuthority() throws Exception {
    try (TlsServer server = new TlsServer(false);
        SmallProxy proxy = new SmallProxy(Manner.FORWARDS, Map.of());
        OpenAiClient client = client(connection(server.endpoint(), proxy.url(), "", ""))) {
      assertThat(OpenAiTest.failed(client).kind()).isEqualTo(FailureKind.TLS);
    }
  }

  @Test
  void saysThatTheProxyOpensNoTunnel() throws Exception {
    Reply.Failed closed = behind(Manner.CLOSES);
    assertThat(closed.kind()).isEqualTo(FailureKind.CONNECTION_LOST);
    assertThat(closed.detail()).startsWith("the connection ended before the answer");
    Reply.Failed refused = behind(Manner.WANTS_A_PASSWORD);
    assertThat(refused.kind()).as(refused.detail()).isEqualTo(FailureKind.UNAUTHORISED);
    assertThat(refused.detail()).startsWith("status 407");
  }

  private static Reply.Failed behind(Manner manner) throws Exception {
    try (TlsServer server = new TlsServer(false);
        SmallProxy proxy = new SmallProxy(manner, Map.of());
        OpenAiClient client =
            client(connection(server.endpoint(), proxy.url(), "", certificate.toString()))) {
      return OpenAiTest.failed(client);
    }
  }

  @Test
  void saysThatTheServerWantsACertificate() throws Exception {
    try (TlsServer server = new TlsServer(true);
        OpenAiClient client = client(server, "", certificate.toString())) {
      Reply.Failed failed = OpenAiTest.failed(client);

      assertThat(failed.kind())
          .isIn(FailureKind.TLS, FailureKind.UNREACHABLE, FailureKind.CONNECTION_LOST);
    }
  }

  @Test
  void saysThatTheServerSpeaksNoTls() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read();
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  // The client closes first.
                }
              });
      thread.start();
      try (OpenAiClient client =
          OpenAiTest.client(URI.create("https://127.0.0.1:" + server.getLocalPort() + "/v1"))) {
        Reply.Failed failed = OpenAiTest.failed(client);
        assertThat(failed.kind()).as(failed.detail()).isEqualTo(FailureKind.TLS);
        assertThat(failed.detail()).startsWith("no TLS connection: ");
      }
      thread.join();
    }
  }

  @Test
  void namesAFileThatIsMissingOrBroken() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.pem"), "no certificate");
    assertThatThrownBy(() -> context("", folder.resolve("none.pem").toString(), PASSWORD))
        .hasMessageStartingWith("Cannot ask the teacher over TLS: teacher.authorities is ")
        .hasMessageEndingWith("none.pem, which does not exist. Correct the file or its key.");
    assertThatThrownBy(() -> context("", broken.toString(), PASSWORD))
        .hasMessageContaining("broken.pem, which ");
    assertThatThrownBy(() -> context(broken.toString(), "", PASSWORD))
        .hasMessageContaining("broken.pem, which is not a PKCS #12 file");
    assertThatThrownBy(() -> context(keystore.toString(), "", "hunter2-wrong"))
        .hasMessageContaining("server.p12, which does not open with this password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void refusesAPipeInPlaceOfCertificates() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String message =
        "Cannot read %s: it is a named pipe or a device, expected certificates in a regular file. Give the path of a file."
            .formatted(pipe);
    assertThatThrownBy(() -> context("", pipe.toString(), PASSWORD)).hasMessage(message);
    assertThatThrownBy(() -> context(pipe.toString(), "", PASSWORD)).hasMessage(message);
  }

  private static void context(String keystore, String authorities, String password) {
    ConnectionConfig connection = connection(URI.create("https://h/v1"), keystore, authorities);
    Https.context(
        connection, Secrets.of(connection, Map.of("TEACHER_TOKEN", "t", "P", password)::get));
  }

  private static OpenAiClient client(TlsServer server, String keystore, String authorities) {
    return client(connection(server.endpoint(), keystore, authorities));
  }

  private static OpenAiClient client(ConnectionConfig connection) {
    return OpenAiClient.open(
        new OpenAiTeacher(OpenAiTest.config(connection)),
        Secrets.of(connection, Map.of("TEACHER_TOKEN", "t", "P", PASSWORD)::get));
  }

  private static ConnectionConfig connection(URI url, String keystore, String authorities) {
    return connection(url, "", keystore, authorities);
  }

  private static ConnectionConfig connection(
      URI url, String proxy, String keystore, String authorities) {
    return new ConnectionConfig(
        List.of(url),
        "TEACHER_TOKEN",
        5,
        20,
        10,
        0,
        Map.of(),
        "",
        "",
        proxy,
        keystore,
        keystore.isEmpty() ? "" : "P",
        authorities,
        false);
  }

  /** Answers the first request of each connection. */
  private static final class TlsServer implements AutoCloseable {
    private final SSLServerSocket server;

    TlsServer(boolean wantsCertificate) throws Exception {
      ConnectionConfig own =
          connection(URI.create("https://h/v1"), keystore.toString(), certificate.toString());
      server =
          (SSLServerSocket)
              Https.context(own, Secrets.of(own, Map.of("TEACHER_TOKEN", "t", "P", PASSWORD)::get))
                  .orElseThrow()
                  .getServerSocketFactory()
                  .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
      server.setNeedClientAuth(wantsCertificate);
      Thread thread = new Thread(this::serve);
      thread.setDaemon(true);
      thread.start();
    }

    URI endpoint() {
      return URI.create("https://localhost:" + server.getLocalPort() + "/v1");
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[1 << 16]);
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                          + BODY.length()
                          + "\r\n\r\n"
                          + BODY)
                      .getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().flush();
          socket.getInputStream().read(new byte[1 << 16]);
        } catch (IOException e) {
          // The handshake failed, as some tests want.
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
