package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.wordsight.data.Sha256;

/** The kernels that the driver takes are made of the source beside them, and fit the operators. */
class TestOperatorKernels {
  private final String ptx = CudaOperators.ptx();

  @Test
  void areMadeOfTheirSource() throws IOException {
    String hash =
        Sha256.ofContent(
            out -> {
              for (String name : List.of("operators.cu", "operators_rows.cuh")) {
                try (InputStream source = getClass().getResourceAsStream("/kernels/" + name)) {
                  out.write(ByteBuffer.wrap(source.readAllBytes()));
                }
              }
            });
    assertThat(ptx)
        .startsWith(
            "// Made by make_operators.py from operators.cu and operators_rows.cuh, SHA-256 "
                + hash
                + "\n");
  }

  @Test
  void runOnEveryGpuSinceVolta() {
    assertThat(ptx).contains("\n.target sm_70\n").isASCII();
  }

  /** All arguments but the type, each of 64 bits. */
  @Test
  void takeTheArgumentsOfTheOperators() {
    for (Operator operator : Operator.values()) {
      for (String type : new String[] {"bfloat16", "float16", "float32"}) {
        String kernel = operator.label() + "_" + type;
        Matcher entry =
            Pattern.compile("\\.visible \\.entry " + kernel + "\\(([^)]*)\\)").matcher(ptx);
        assertThat(entry.find()).as(kernel).isTrue();
        String[] parameters = entry.group(1).split(",");
        assertThat(parameters).hasSize(operator.tensors() + operator.numbers() - 1);
        assertThat(parameters).allMatch(each -> each.contains(".param .u64 "), "64 bits");
      }
    }
  }
}
