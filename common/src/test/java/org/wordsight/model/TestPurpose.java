package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.wordsight.model.Purpose.ANSWER;
import static org.wordsight.model.Purpose.LEARN;

import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.Products;
import org.wordsight.tensor.Device;

class TestPurpose {
  private static final long LARGE = 7_000_000_000L;

  @Test
  void answersWith16BitsWhereTheCheckpointOrTheRunFileHasThem() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64") || Products.HALF.isSupported(),
        "this machine's CPU has no kernels for halves");
    assertThat(ANSWER.products(Precision.FLOAT32, Device.CPU, true, LARGE))
        .isEqualTo(Products.HALF);
    assertThat(ANSWER.products(Precision.FLOAT32, Device.CPU, true, 9)).isEqualTo(Products.BOTH);
    assertThat(ANSWER.products(Precision.BFLOAT16, Device.CPU, false, LARGE))
        .isEqualTo(Products.HALF);
    assertThat(ANSWER.products(Precision.FLOAT32, Device.CPU, false, 9)).isEqualTo(Products.PACKED);
  }

  @Test
  void learnsWithPlainWeights() {
    for (Precision precision : Precision.values()) {
      assertThat(LEARN.products(precision, Device.CPU, true, 9)).isEqualTo(Products.PLAIN);
      assertThat(LEARN.products(precision, Device.CPU, false, 9)).isEqualTo(Products.PLAIN);
    }
  }
}
