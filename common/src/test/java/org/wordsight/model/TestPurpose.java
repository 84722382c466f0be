package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.wordsight.model.Purpose.ANSWER;
import static org.wordsight.model.Purpose.LEARN;

import org.junit.jupiter.api.Test;
import org.wordsight.model.layer.Products;
import org.wordsight.tensor.Device;

class TestPurpose {
  @Test
  void answersWith16BitsWhereTheCheckpointOrTheRunFileHasThem() {
    assumeTrue(
        Products.HALF.isSupported() || !System.getProperty("os.arch").equals("amd64"),
        "this machine's CPU has no kernels for halves");
    assertThat(ANSWER.products(Precision.FLOAT32, Device.CPU, true)).isEqualTo(Products.HALF);
    assertThat(ANSWER.products(Precision.BFLOAT16, Device.CPU, false)).isEqualTo(Products.HALF);
    assertThat(ANSWER.products(Precision.FLOAT32, Device.CPU, false)).isEqualTo(Products.PACKED);
  }

  @Test
  void learnsWithPlainWeights() {
    for (Precision precision : Precision.values()) {
      assertThat(LEARN.products(precision, Device.CPU, true)).isEqualTo(Products.PLAIN);
      assertThat(LEARN.products(precision, Device.CPU, false)).isEqualTo(Products.PLAIN);
    }
  }
}
