package org.wordsight.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a kernel, read from its {@code def} line. A wrong call fails in Java with the
 * kernel's name, and not deep inside the engine.
 */
record Signature(String method, List<Parameter> parameters) {
  enum Kind {
    TENSOR,
    TENSOR_LIST,
    MATRIX,
    MATRIX_LIST,
    INTEGER,
    INTEGER_LIST,
    NUMBER,
    FLAG;

    static Kind of(String type) {
      return switch (type) {
        case "Tensor" -> TENSOR;
        case "List[Tensor]" -> TENSOR_LIST;
        case "${matrix}" -> MATRIX;
        case "List[${matrix}]" -> MATRIX_LIST;
        case "int" -> INTEGER;
        case "List[int]" -> INTEGER_LIST;
        case "float" -> NUMBER;
        case "bool" -> FLAG;
        default -> throw new IllegalArgumentException("Kernels take no " + type);
      };
    }
  }

  record Parameter(String name, Kind kind) {}

  private static final Pattern DEFINITION =
      Pattern.compile(
          "(?m)^  def\\s+(\\w+)\\(\\s*self\\s*:\\s*__torch__\\.Kernels([^)]*)\\)\\s*->");

  /** The signature of every method in a module's text, by name. Constants need not be filled in. */
  static Map<String, Signature> parse(String text) {
    Map<String, Signature> found = new LinkedHashMap<>();
    Matcher matcher = DEFINITION.matcher(text);
    while (matcher.find()) {
      Signature signature = new Signature(matcher.group(1), parameters(matcher.group(2)));
      if (found.put(signature.method(), signature) != null) {
        throw new IllegalArgumentException("Kernel " + signature.method() + " is defined twice");
      }
    }
    return found;
  }

  private static List<Parameter> parameters(String list) {
    List<Parameter> parameters = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      String[] nameAndType = part.split(":", 2);
      parameters.add(new Parameter(nameAndType[0].strip(), Kind.of(nameAndType[1].strip())));
    }
    return List.copyOf(parameters);
  }
}
