package org.wordsight.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Parses JSON and YAML that a person or a model wrote. A text beyond {@link #LIMITS} ends in a
 * {@link com.fasterxml.jackson.core.JsonProcessingException}, and never in a stack overflow.
 */
public final class Json {
  /** The most brackets inside brackets. Real files have far fewer, and the stack holds more. */
  public static final int DEEPEST = 1_000;

  /** A text of 20 million characters. Chat templates and tokenizers have far fewer. */
  private static final int LONGEST_TEXT = 20_000_000;

  private static final int LONGEST_NUMBER = 1_000;

  public static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxStringLength(LONGEST_TEXT)
          .maxNumberLength(LONGEST_NUMBER)
          .build();

  private Json() {}

  /** A mapper to configure further, within the limits. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build());
  }

  /** A mapper for strict JSON, within the limits. */
  public static JsonMapper mapper() {
    return builder().build();
  }

  /** The place of a problem: " at line 3, column 7", or empty if the parser does not say. */
  public static String place(JacksonException e) {
    JsonLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
