package org.wordsight.teacher.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/** The certificates that a client sends, and those that it trusts. */
final class Https {
  private Https() {}

  /**
   * Java's own settings with those of the run file; absent if the run file adds nothing.
   *
   * @throws WordsightException exit code 3 if a file is missing or unusable
   */
  static Optional<SSLContext> context(ConnectionConfig connection, Secrets secrets) {
    if (connection.keystore().isEmpty() && connection.authorities().isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyManager[] keys =
          connection.keystore().isEmpty()
              ? null // Java's own
              : keys(Path.of(connection.keystore()), secrets);
      TrustManager[] trusted =
          connection.authorities().isEmpty() ? null : trusted(Path.of(connection.authorities()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return Optional.of(context);
    } catch (GeneralSecurityException e) {
      throw WordsightException.input(
          "Cannot ask the teacher over TLS: %s. Check teacher.clientCertificate and teacher.authorities."
              .formatted(e.getMessage()),
          e);
    }
  }

  private static KeyManager[] keys(Path file, Secrets secrets) throws GeneralSecurityException {
    String key = "teacher.clientCertificate.keystore";
    char[] password = secrets.keystorePassword().orElseThrow().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(content(file), password);
    } catch (NoSuchFileException e) {
      throw unusable(key, file, "does not exist", e);
    } catch (IOException | CertificateException e) {
      throw unusable(
          key,
          file,
          e.getCause() instanceof UnrecoverableKeyException
              ? "does not open with this password"
              : "is not a PKCS #12 file",
          e);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trusted(Path file) throws GeneralSecurityException {
    String key = "teacher.authorities";
    Collection<? extends Certificate> added;
    try {
      added = CertificateFactory.getInstance("X.509").generateCertificates(content(file));
    } catch (NoSuchFileException e) {
      throw unusable(key, file, "does not exist", e);
    } catch (IOException | CertificateException e) {
      throw unusable(key, file, "is not a PEM file of certificates", e);
    }
    if (added.isEmpty()) {
      throw unusable(key, file, "holds no certificate", null);
    }
    KeyStore all = empty();
    int number = 0;
    for (X509Certificate own : javasOwn().getAcceptedIssuers()) {
      all.setCertificateEntry("java" + number++, own);
    }
    for (Certificate one : added) {
      all.setCertificateEntry("added" + number++, one);
    }
    return managers(all).getTrustManagers();
  }

  private static InputStream content(Path file) throws IOException {
    return new ByteArrayInputStream(InputFile.bytes(file, FileKind.CERTIFICATES));
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
    return store;
  }

  private static X509TrustManager javasOwn() throws GeneralSecurityException {
    for (TrustManager manager : managers(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager certificates) {
        return certificates;
      }
    }
    throw new GeneralSecurityException("Java has no certificates of its own");
  }

  private static TrustManagerFactory managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static WordsightException unusable(String key, Path file, String seen, Exception cause) {
    return WordsightException.input(
        "Cannot ask the teacher over TLS: %s is %s, which %s. Correct the file or its key."
            .formatted(key, file, seen),
        cause);
  }
}
