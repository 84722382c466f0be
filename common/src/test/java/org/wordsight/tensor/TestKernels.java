package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestKernels {
  private static Kernels kernels;

  @BeforeAll
  static void load() {
    kernels = Kernels.load(Device.CPU, Map.of("factor", "2."), "probe.py");
  }

  @AfterAll
  static void close() {
    kernels.close();
  }

  @Test
  void passesListsAndFillsConstantsIn() {
    try (Scope scope = Device.CPU.scope()) {
      Tensor x = scope.floats(new float[] {1, 2}, 2);
      Tensor w = scope.floats(new float[] {10, 20}, 2);
      assertThat(kernels.call(scope, "scaled_sum", x, List.of(w, w)).toFloats())
          .containsExactly(41, 82);
    }
  }

  @Test
  void returnsSeveralTensors() {
    try (Scope scope = Device.CPU.scope()) {
      List<Tensor> halves =
          kernels.callAll(scope, "halves", scope.floats(new float[] {3, 4}, 1, 2));
      assertThat(halves).hasSize(2);
      assertThat(halves.get(1).toFloats()).containsExactly(4);
    }
  }

  @Test
  void readsBfloat16BitsWithoutCopyingThem() {
    ByteBuffer bits = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
    bits.putShort(0, (short) 0x3f80).putShort(2, (short) 0x4049);
    try (Scope scope = Device.CPU.scope()) {
      Tensor carrier = scope.over(bits, ElementType.FLOAT16, 2);
      bits.putShort(0, (short) 0xbf80);
      assertThat(kernels.call(scope, "widened", carrier).toFloats()).containsExactly(-1, 3.140625f);
    }
  }

  @Test
  void writesInPlace() {
    try (Scope scope = Device.CPU.scope()) {
      Tensor cache = scope.zeros(ElementType.FLOAT32, 3, 2);
      kernels.call(scope, "put", cache, scope.floats(new float[] {7, 8}, 1, 2), scope.number(1));
      assertThat(cache.toFloats()).containsExactly(0, 0, 7, 8, 0, 0);
    }
  }

  @Test
  void keepsTensorsThatAnOuterScopeAdopts() {
    try (Scope outer = Device.CPU.scope()) {
      Tensor kept;
      Tensor lost;
      try (Scope step = outer.child()) {
        Tensor x = step.floats(new float[] {2}, 1);
        kept = outer.adopt(kernels.call(step, "squared", x));
        lost = x;
      }
      assertThat(kept.toFloat()).isCloseTo(4, within(0f));
      assertThatThrownBy(lost::toFloat).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesAWrongCallByName() {
    try (Scope scope = Device.CPU.scope()) {
      Tensor x = scope.floats(new float[] {1}, 1);
      assertThatThrownBy(() -> kernels.call(scope, "squared", x, x))
          .hasMessage("Kernel squared: takes 1 arguments, got 2");
      assertThatThrownBy(() -> kernels.call(scope, "scaled_sum", x, x))
          .hasMessage("Kernel scaled_sum: w must be a list of at least one tensor");
      assertThatThrownBy(() -> kernels.call(scope, "cubed", x))
          .hasMessageContaining("No kernel cubed");
    }
  }

  @Test
  void refusesAMissingConstant() {
    assertThatThrownBy(() -> Kernels.load(Device.CPU, Map.of(), "probe.py"))
        .hasMessage("kernels/probe.py needs the constant factor");
  }
}
