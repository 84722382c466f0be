package org.wordsight.exchange;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secrets of connections: random numbers, and HMAC-SHA256. */
final class ConnectionSecrets {
  private static final String ALGORITHM = "HmacSHA256";

  /** The bytes of a nonce, and of a MAC. */
  static final int BYTES = 32;

  private ConnectionSecrets() {}

  static byte[] random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** HMAC-SHA256 with a key. It is not thread-safe. */
  static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }
}
