package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TestContentCoding {
  private static final byte[] TEXT = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
  private static final int LIMIT = 1 << 20;

  @Test
  void undoesWhatTheHeadersName() throws IOException {
    assertThat(ContentCoding.decoded(headers("GZIP"), gzip(TEXT), LIMIT)).isEqualTo(TEXT);
    assertThat(ContentCoding.decoded(headers("deflate"), deflate(TEXT), LIMIT)).isEqualTo(TEXT);
    assertThat(ContentCoding.decoded(headers("identity"), TEXT, LIMIT)).isSameAs(TEXT);
    assertThat(ContentCoding.decoded(headers(""), TEXT, LIMIT)).isSameAs(TEXT);
  }

  @Test
  void refusesWhatItCannotUndo() throws IOException {
    byte[] whole = gzip(TEXT);
    assertThatThrownBy(
            () -> ContentCoding.decoded(headers("gzip"), Arrays.copyOf(whole, 20), LIMIT))
        .hasMessageStartingWith("a body that is not whole gzip: ");
    assertThatThrownBy(() -> ContentCoding.decoded(headers("gzip"), TEXT, LIMIT))
        .hasMessage("a body that is not whole gzip: Not in GZIP format");
    assertThatThrownBy(() -> ContentCoding.decoded(headers("br"), TEXT, LIMIT))
        .hasMessage("a body with the content encoding br, expected gzip, deflate or none");
  }

  @Test
  void stopsAtTheLimit() throws IOException {
    byte[] large = gzip(new byte[LIMIT + 1]);
    assertThatThrownBy(() -> ContentCoding.decoded(headers("gzip"), large, LIMIT))
        .hasMessage("a gzip body of more than 1 MiB");
    assertThat(ContentCoding.decoded(headers("gzip"), gzip(new byte[LIMIT]), LIMIT)).hasSize(LIMIT);
  }

  private static HttpHeaders headers(String coding) {
    return HttpHeaders.of(Map.of("Content-Encoding", List.of(coding)), (name, text) -> true);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zipped = new DeflaterOutputStream(out)) {
      zipped.write(bytes);
    }
    return out.toByteArray();
  }
}
