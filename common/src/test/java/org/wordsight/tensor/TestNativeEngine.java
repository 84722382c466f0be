package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNativeEngine {
  @ParameterizedTest
  @CsvSource({
    "2.9, 2.9, true",
    "2.9.0, 2.9, true",
    "2.11.0, 2.9, true",
    "3.0, 2.9, true",
    "2.7.1, 2.9, false",
    "2.9, 2.9.1, false",
    "2.10.0+cu130, 2.9, true",
    "2.8.0a0+git1, 2.9, false",
    "v2.9, 2.9, false"
  })
  void comparesVersionsNumberByNumber(String version, String least, boolean expected) {
    assertThat(NativeEngine.isAtLeast(version, least)).isEqualTo(expected);
  }

  @Test
  void knowsTheVersionOfTheLoadedLibrary() {
    assertThat(NativeEngine.isAtLeast("2.7")).isTrue();
    assertThat(NativeEngine.isAtLeast("100")).isFalse();
  }
}
