package org.wordsight.teacher.openai;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.wordsight.teacher.FailureKind;

/** The meanings of the exceptions of Java's HTTP client. */
final class NetworkFailure {
  private NetworkFailure() {}

  /**
   * @param begun whether the head of a response had arrived
   */
  static Failed of(Throwable thrown, boolean begun) {
    if (begun) {
      return new Failed(
          FailureKind.CONNECTION_LOST, "the connection ended inside the answer: " + words(thrown));
    }
    if (has(thrown, HttpConnectTimeoutException.class)) {
      return new Failed(FailureKind.UNREACHABLE, "no connection within the time allowed");
    }
    if (has(thrown, UnresolvedAddressException.class) || has(thrown, UnknownHostException.class)) {
      return new Failed(FailureKind.UNREACHABLE, "the host's name has no address");
    }
    if (has(thrown, ConnectException.class) || has(thrown, NoRouteToHostException.class)) {
      return new Failed(FailureKind.UNREACHABLE, "no connection: " + words(thrown));
    }
    return find(thrown, SSLException.class)
        .map(NetworkFailure::ofTls)
        .orElseGet(
            () ->
                new Failed(
                    FailureKind.CONNECTION_LOST,
                    "the connection ended before the answer: " + words(thrown)));
  }

  /** A connection that ends inside a handshake is no wrong certificate. */
  private static Failed ofTls(SSLException thrown) {
    boolean lost = has(thrown, EOFException.class) || has(thrown, SocketException.class);
    boolean closed = words(thrown).matches("(?i).*(close_notify|connection reset|broken pipe).*");
    if (lost) {
      return new Failed(FailureKind.UNREACHABLE, "the TLS handshake broke off: " + words(thrown));
    }
    return closed
        ? new Failed(
            FailureKind.CONNECTION_LOST, "the connection ended before the answer: " + words(thrown))
        : new Failed(FailureKind.TLS, "no TLS connection: " + words(thrown));
  }

  /** The message of the first exception that has one. */
  private static String words(Throwable thrown) {
    return chain(thrown)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .map(message -> message.replaceFirst("^(?:[a-z]+\\.)+[A-Za-z]+(?:Exception|Error): ", ""))
        .findFirst()
        .orElseGet(() -> thrown.getClass().getSimpleName());
  }

  private static <T> Optional<T> find(Throwable thrown, Class<T> type) {
    return chain(thrown).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static boolean has(Throwable thrown, Class<?> type) {
    return chain(thrown).anyMatch(type::isInstance);
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, one -> one != null, Throwable::getCause).limit(20);
  }
}
