package org.wordsight.jobs.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.CalendarInterval;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Converts Spark's values to those of JSON: null, booleans, numbers, texts, lists and maps. Times
 * and intervals follow ISO 8601, and bytes are hexadecimal digits. Numbers that JSON does not have
 * are the texts NaN, Infinity and -Infinity. A map's key is the text of its value.
 */
final class PlainValues {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
  private static final int MONTHS_OF_YEAR = 12;

  private PlainValues() {}

  static Object plain(Object value) {
    if (value instanceof Row row) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.length(); i++) {
        fields.put(row.schema().fieldNames()[i], plain(row.get(i)));
      }

      return fields;
    } else if (value instanceof Seq<?> seq) {
      return JavaConverters.seqAsJavaList(seq).stream().map(PlainValues::plain).toList();
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map).forEach((k, v) -> entries.put(text(k), plain(v)));
      return entries;
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    return time(value);
  }

  /** Converts a time of a class of java.time. The session asks Spark for these classes only. */
  private static Object time(Object value) {
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    } else if (value instanceof CalendarInterval interval) {
      return iso(interval);
    } else if (value instanceof Period period) {
      return period.normalized().toString();
    } else if (value instanceof Instant
        || value instanceof LocalDate
        || value instanceof Duration) {
      return value.toString();
    }

    return value;
  }

  /** Months, days and time stay separate, since a month has no fixed number of days. */
  private static String iso(CalendarInterval interval) {
    Period period =
        Period.of(
            interval.months / MONTHS_OF_YEAR, interval.months % MONTHS_OF_YEAR, interval.days);
    Duration time = Duration.of(interval.microseconds, ChronoUnit.MICROS);
    if (time.isZero()) {
      return period.toString();
    }

    return (period.isZero() ? "P" : period.toString()) + time.toString().substring(1);
  }

  /** A value as the text of a cell or of a map's key. Nested values are JSON. */
  static String text(Object value) {
    Object plain = plain(value);
    return plain instanceof Collection || plain instanceof Map
        ? json(plain)
        : plain instanceof BigDecimal number ? number.toPlainString() : String.valueOf(plain);
  }

  static String json(Object plain) {
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
