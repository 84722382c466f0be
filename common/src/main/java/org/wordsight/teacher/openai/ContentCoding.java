package org.wordsight.teacher.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Undoes the compression of bodies, which Java's HTTP client leaves to its callers. */
final class ContentCoding {
  private static final String NONE = "identity";
  private static final String GZIP = "gzip";
  private static final String DEFLATE = "deflate";

  private ContentCoding() {}

  /**
   * The bytes that were compressed; the same bytes where the headers name no compression.
   *
   * @param limit the most bytes of the result
   * @throws IOException with a message for people, where the bytes are damaged, the compression is
   *     another one, or the result is longer than the limit
   */
  static byte[] decoded(HttpHeaders headers, byte[] bytes, int limit) throws IOException {
    String coding =
        headers.firstValue("content-encoding").orElse(NONE).strip().toLowerCase(Locale.ROOT);
    if (coding.isEmpty() || coding.equals(NONE)) {
      return bytes;
    }
    if (!coding.equals(GZIP) && !coding.equals(DEFLATE)) {
      throw new IOException(
          "a body with the content encoding %s, expected gzip, deflate or none".formatted(coding));
    }
    byte[] decoded;
    try (InputStream in = inflated(coding, new ByteArrayInputStream(bytes))) {
      decoded = in.readNBytes(limit + 1);
    } catch (IOException e) {
      throw new IOException("a body that is not whole %s: %s".formatted(coding, e.getMessage()), e);
    }
    if (decoded.length > limit) {
      throw new IOException("a %s body of more than %d MiB".formatted(coding, limit >> 20));
    }
    return decoded;
  }

  private static InputStream inflated(String coding, InputStream bytes) throws IOException {
    return coding.equals(GZIP) ? new GZIPInputStream(bytes) : new InflaterInputStream(bytes);
  }
}
