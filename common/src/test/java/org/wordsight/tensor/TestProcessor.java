package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestProcessor {
  @Test
  void distinguishesProcessorsByTheirVectors() {
    assertThat(Processor.vectors("flags : fpu avx avx2 avx512f")).isEqualTo("avx512");
    assertThat(Processor.vectors("flags : fpu avx avx2")).isEqualTo("avx2");
    assertThat(Processor.vectors("")).isEqualTo("plain vectors");
  }

  @Test
  void namesTheModelIfTheSystemSaysIt() {
    assertThat(
            Processor.model(
                List.of(
                    "processor\t: 0",
                    "vendor_id\t: AuthenticAMD",
                    "cpu family\t: 25",
                    "model\t\t: 17",
                    "model name\t: AMD EPYC 9B14")))
        .isEqualTo("AuthenticAMD 25/17");
    assertThat(Processor.model(List.of("processor: 0"))).isEqualTo("unknown");
    assertThat(Processor.model()).isNotBlank();
  }
}
