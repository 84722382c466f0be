package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestProcessor {
  @Test
  void tellsProcessorsApartByTheirVectors() {
    assertThat(Processor.vectors("flags : fpu avx avx2 avx512f")).isEqualTo("avx512");
    assertThat(Processor.vectors("flags : fpu avx avx2")).isEqualTo("avx2");
    assertThat(Processor.vectors("")).isEqualTo("plain vectors");
  }
}
