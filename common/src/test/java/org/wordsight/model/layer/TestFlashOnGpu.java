package org.wordsight.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NeedsGpu;

/** Answers by the flash kernel of a GPU, in bfloat16, beside plain products in float32. */
@NeedsGpu
class TestFlashOnGpu {
  private static final DecoderConfig CONFIG = RandomDecoder.config(50, 24, 40, 3, 6, 2, 16);

  /** With 70 rows, the queries of a group are computed as positions; with 140, not by matrices. */
  @ParameterizedTest
  @CsvSource({"1, 0", "1, 4", "2, 0", "2, 4", "70, 0", "70, 4", "140, 0", "140, 4"})
  void givesTheLogitsOfPlainProducts(int rowCount, int prefixLength) {
    GpuBackend flash = new GpuBackend(Device.gpu(0), ActivationType.BFLOAT16);
    GpuBackend plain = new GpuBackend(Device.CPU, ActivationType.FLOAT32);
    assertThat(flash.answeringKernels(CONFIG.headSize())).contains("flash.py");
    assertThat(RandomAnswers.logits(CONFIG, flash, rowCount, prefixLength))
        .containsExactly(
            RandomAnswers.logits(CONFIG, plain, rowCount, prefixLength), within(0.05f));
  }
}
