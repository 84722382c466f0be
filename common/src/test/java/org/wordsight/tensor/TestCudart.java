package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestCudart {
  /** A library with two GPUs, of which the first is chosen. */
  private static final class TwoGpus implements Cudart {
    private final Map<Integer, Integer> attributes =
        Map.of(CAPABILITY_MAJOR, 9, CAPABILITY_MINOR, 0, MULTIPROCESSORS, 132);
    private int chosen;
    private int failure;

    @Override
    public int cudaGetDevice(IntByReference device) {
      device.setValue(chosen);
      return 0;
    }

    @Override
    public int cudaSetDevice(int device) {
      if (device > 1) {
        return 101;
      }
      chosen = device;
      return 0;
    }

    @Override
    public int cudaMemGetInfo(LongByReference free, LongByReference total) {
      free.setValue(7_000_000_000L + chosen);
      total.setValue(80_000_000_000L);
      return failure;
    }

    @Override
    public int cudaDeviceGetAttribute(IntByReference value, int attribute, int device) {
      value.setValue(attributes.get(attribute));
      return device > 1 ? 101 : 0;
    }
  }

  private final TwoGpus cudart = new TwoGpus();

  @Test
  void isTheFileThatTheProcessHasLoaded() {
    String maps = "7f12-7f13 r-xp 00000000 08:01 42    /opt/torch/";
    assertThat(Cudart.loaded(Stream.of(maps + "lib/libtorch.so", maps + "cuda/libcudart.so.12")))
        .contains("/opt/torch/cuda/libcudart.so.12");
    assertThat(Cudart.loaded(Stream.of(maps + "lib/libcudart-218eec4c.so.12")))
        .contains("/opt/torch/lib/libcudart-218eec4c.so.12");
    assertThat(Cudart.loaded(Stream.of(maps + "lib/libcudartist.txt", "7f12-7f13 rw-p [stack]")))
        .isEmpty();
  }

  @Test
  void tellsTheMemoryOfAGpuAndLeavesTheChosenOneChosen() {
    assertThat(Cudart.memory(cudart, 1))
        .contains(new DeviceMemory(7_000_000_001L, 80_000_000_000L));
    assertThat(cudart.chosen).isZero();
  }

  @Test
  void hasNoAnswerAboutAGpuThatIsNotThereOrFails() {
    assertThat(Cudart.memory(cudart, 2)).isEmpty();
    assertThat(Cudart.kind(cudart, 2)).isEmpty();
    cudart.failure = 2;
    assertThat(Cudart.memory(cudart, 1)).isEmpty();
    assertThat(cudart.chosen).isZero();
  }

  @Test
  void tellsKindsOfGpusApart() {
    assertThat(Cudart.kind(cudart, 0)).contains("compute capability 9.0, 132 multiprocessors");
    assertThat(Cudart.computeCapability(cudart, 0)).contains(90);
    assertThat(Cudart.computeCapability(cudart, 2)).isEmpty();
  }
}
