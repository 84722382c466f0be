package org.wordsight.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** How rows are printed. Constants are lower case because they are words of the command line. */
enum ResultFormat {
  /** Columns in line, for people. */
  table,
  /** RFC 4180 with a header; null is empty. */
  csv,
  /** One array, an object a line. */
  json;

  private static final int WIDEST_CELL = 80;
  private static final ObjectMapper JSON = new ObjectMapper();

  List<String> lines(StructType schema, List<Row> rows) {
    List<List<Object>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        values.add(plain(row.get(i)));
      }

      cells.add(values);
    }

    List<String> columns = List.of(schema.fieldNames());
    return switch (this) {
      case table -> tableLines(columns, cells);
      case csv -> csvLines(columns, cells);
      case json -> jsonLines(columns, cells);
    };
  }

  /** Spark's rows and sequences as Java's maps and lists, times as text. */
  private static Object plain(Object value) {
    if (value instanceof Row row) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.length(); i++) {
        fields.put(row.schema().fieldNames()[i], plain(row.get(i)));
      }

      return fields;
    } else if (value instanceof Seq<?> seq) {
      return JavaConverters.seqAsJavaList(seq).stream().map(ResultFormat::plain).toList();
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map).forEach((k, v) -> entries.put(String.valueOf(k), plain(v)));
      return entries;
    } else if (value instanceof java.sql.Timestamp time) {
      return time.toInstant().toString();
    } else if (value instanceof java.sql.Date) {
      return value.toString();
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    return value;
  }

  private static List<String> tableLines(List<String> columns, List<List<Object>> cells) {
    List<List<String>> texts = new ArrayList<>();
    texts.add(columns);
    for (List<Object> row : cells) {
      texts.add(row.stream().map(ResultFormat::cell).toList());
    }

    int[] widths = new int[columns.size()];
    for (List<String> row : texts) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }

    List<String> lines = new ArrayList<>();
    for (List<String> row : texts) {
      lines.add(line(row, widths));
    }

    lines.add(1, Arrays.stream(widths).mapToObj("-"::repeat).collect(Collectors.joining("  ")));
    lines.add(cells.size() == 1 ? "1 row" : cells.size() + " rows");
    return lines;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }

    return line.toString().stripTrailing();
  }

  private static String cell(Object value) {
    String text =
        value instanceof Double number
            ? String.format(Locale.ROOT, "%.6g", number)
            : printable(text(value));
    return text.length() <= WIDEST_CELL ? text : text.substring(0, WIDEST_CELL - 1) + "…";
  }

  /** A model's answer may hold anything: nothing of it moves the cursor or colours the terminal. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(Character.isISOControl(c) ? '\ufffd' : c);
      }
    }

    return out.toString();
  }

  private static List<String> csvLines(List<String> columns, List<List<Object>> cells) {
    List<String> lines = new ArrayList<>();
    lines.add(columns.stream().map(ResultFormat::quoted).collect(Collectors.joining(",")));
    for (List<Object> row : cells) {
      lines.add(
          row.stream()
              .map(value -> value == null ? "" : quoted(text(value)))
              .collect(Collectors.joining(",")));
    }

    return lines;
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !text.isEmpty() ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static List<String> jsonLines(List<String> columns, List<List<Object>> cells) {
    List<String> lines = new ArrayList<>();
    lines.add("[");
    for (int row = 0; row < cells.size(); row++) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(columns.get(i), cells.get(row).get(i));
      }

      lines.add(json(object) + (row < cells.size() - 1 ? "," : ""));
    }

    lines.add("]");
    return lines;
  }

  private static String text(Object value) {
    return value instanceof Collection || value instanceof Map
        ? json(value)
        : String.valueOf(value);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
