package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.jna.Pointer;
import org.junit.jupiter.api.Test;

class TestCudaOperators {
  private static final int FLOAT16 = 5;
  private static final int BFLOAT16 = 15;
  private static final Pointer STREAM = new Pointer(0x55);

  private final FakeDriver driver = new FakeDriver(5);
  private final CudaOperators operators =
      new CudaOperators(
          driver,
          (device, stream) -> {
            stream.setPointer(0, STREAM);
            return 0;
          },
          "// kernels");

  private static OperatorCode.Call call(int device, int type, long rows, long width) {
    Pointer[] tensors = {new Pointer(64), new Pointer(128), new Pointer(256)};
    return new OperatorCode.Call(
        Operator.GATED_BACK, device, tensors, type, new long[] {rows, width});
  }

  @Test
  void launchTheKernelOfTheOperatorAndTypeOnTheTensorsGpu() {
    operators.compute(call(2, BFLOAT16, 9, 4_096));
    FakeDriver.Launch launch = driver.launches.get(0);
    assertThat(launch.function()).isEqualTo("gated_back_bfloat16");
    assertThat(launch.context()).isEqualTo(new Pointer(102));
    assertThat(launch.stream()).isEqualTo(STREAM);
    assertThat(launch.grid()).isEqualTo(new CudaModule.Grid(2, 3, 256));
    assertThat(launch.arguments()).containsExactly(64, 128, 256, 9, 4_096);
    assertThat(driver.image()).isEqualTo("// kernels");
    assertThat(driver.depth()).as("contexts that stay behind").isZero();
  }

  @Test
  void loadTheKernelsOnceOnEachGpu() {
    operators.compute(call(0, BFLOAT16, 1, 8));
    operators.compute(call(1, FLOAT16, 1, 8));
    operators.compute(call(0, FLOAT16, 1, 8));
    assertThat(driver.launches)
        .extracting(FakeDriver.Launch::function, FakeDriver.Launch::context)
        .containsExactly(
            tuple("gated_back_bfloat16", new Pointer(100)),
            tuple("gated_back_float16", new Pointer(101)),
            tuple("gated_back_float16", new Pointer(100)));
  }

  @Test
  void launchNothingForEmptyTensors() {
    operators.compute(call(0, BFLOAT16, 0, 8));
    operators.compute(call(0, BFLOAT16, 8, 0));
    assertThat(driver.launches).isEmpty();
  }

  @Test
  void coverEveryNumberByThreads() {
    assertThat(CudaOperators.grid(1, 1)).isEqualTo(new CudaModule.Grid(1, 1, 32));
    assertThat(CudaOperators.grid(5, 257)).isEqualTo(new CudaModule.Grid(1, 2, 64));
    assertThat(CudaOperators.grid(8_192, 14_336)).isEqualTo(new CudaModule.Grid(7, 2_048, 256));
    assertThat(CudaOperators.grid(1_000_000, 2_048))
        .as("a grid has at most 65,535 rows, which each thread then walks over")
        .isEqualTo(new CudaModule.Grid(1, 65_535, 256));
  }

  @Test
  void refuseTypesWithoutAKernel() {
    assertThatThrownBy(() -> operators.compute(call(0, 7, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no kernel takes numbers of type 7");
  }

  @Test
  void sayWhatTheDriverRefuses() {
    driver.refuse();
    assertThatThrownBy(() -> operators.compute(call(0, BFLOAT16, 1, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cuModuleLoadData gives CUDA_ERROR_INVALID_PTX");
    assertThat(driver.depth()).isZero();
  }
}
