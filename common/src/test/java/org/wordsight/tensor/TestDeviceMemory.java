package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestDeviceMemory {
  /** The message of libtorch 2.7. */
  private static final String LIBTORCH =
      "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 79.11 GiB of"
          + " which 1.20 GiB is free. Including non-PyTorch memory, this process has 77.90 GiB"
          + " memory in use. Of the allocated memory 70.00 GiB is allocated by PyTorch.\n"
          + "Exception raised from malloc";

  private static RuntimeException explained(RuntimeException failure) {
    return DeviceMemory.explained(failure, Device.gpu(0), "train an adapter", "Lower this key.");
  }

  @Test
  void namesTheWorkTheFreeMemoryAndTheKeysToLower() {
    EngineException failure = new EngineException(LIBTORCH);
    assertThat(explained(failure))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEVICE))
        .hasMessage(
            "Cannot train an adapter on gpu:0: its memory is used up (2.50 GiB more are wanted,"
                + " 1.20 GiB of 79.11 GiB are free). Lower this key.")
        .hasCause(failure);
  }

  @Test
  void findsTheLackOfMemoryBehindOtherFailures() {
    RuntimeException failure =
        new IllegalStateException("of a worker", new EngineException("CUDA error: out of memory"));
    assertThat(explained(failure))
        .hasMessage(
            "Cannot train an adapter on gpu:0: its memory is used up (CUDA error: out of memory)."
                + " Lower this key.");
  }

  /** The message of TorchScript for a failure of an operation. */
  private static EngineException inAKernel(String failure) {
    return new EngineException(
        """
        The following operation failed in the TorchScript interpreter.
        Traceback of TorchScript, serialized code (most recent call last):
          File "code/__torch__.py", line 12, in product
            y = torch.linear(x, weight)
                ~~~~~~~~~~~~ <--- HERE
        RuntimeError: %s
        """
            .formatted(failure));
  }

  @Test
  void findsTheLineThatSaysSoInAFailureOfAKernel() {
    assertThat(DeviceMemory.usedUp(inAKernel(LIBTORCH)))
        .contains("2.50 GiB more are wanted, 1.20 GiB of 79.11 GiB are free");
    String cublas = "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`";
    assertThat(DeviceMemory.usedUp(inAKernel(cublas))).contains("RuntimeError: " + cublas);
    assertThat(DeviceMemory.usedUp(inAKernel("CUDA error: an illegal memory access"))).isEmpty();
  }

  @Test
  void readsSizesOfAFewBytes() {
    String few = LIBTORCH.replace("2.50 GiB", "512 bytes").replace("1.20 GiB", "0 bytes");
    assertThat(DeviceMemory.usedUp(new EngineException(few)))
        .contains("512 bytes more are wanted, 0 bytes of 79.11 GiB are free");
  }

  @Test
  void doesNotChangeOtherFailures() {
    RuntimeException engine = new EngineException("CUDA error: device-side assert triggered");
    assertThat(explained(engine)).isSameAs(engine);
    RuntimeException text = new IllegalStateException("CUDA out of memory");
    assertThat(explained(text)).as("not of the engine").isSameAs(text);
    RuntimeException once = explained(new EngineException(LIBTORCH));
    assertThat(explained(once)).as("explained once").isSameAs(once);
  }

  @Test
  void isNotAskedOnACpuOrAMissingGpu() {
    assertThat(DeviceMemory.of(Device.CPU)).isEmpty();
    assertThat(DeviceMemory.of(Device.gpu(9999))).isEmpty();
    assertThat(Device.CPU.kind()).isEmpty();
    assertThat(Device.gpu(9999).kind()).isEmpty();
  }

  @Test
  @NeedsGpu
  void isKnownOfAGpu() {
    DeviceMemory memory = DeviceMemory.of(Device.gpu(0)).orElseThrow();
    assertThat(memory.totalBytes()).isGreaterThan(1L << 30);
    assertThat(memory.freeBytes()).isPositive().isLessThan(memory.totalBytes());
    assertThat(Device.gpu(0).kind().orElseThrow())
        .matches("compute capability \\d+\\.\\d, \\d+ multiprocessors");
  }

  @Test
  void isShownInGibibytes() {
    assertThat(new DeviceMemory(3L << 29, 80L << 30)).hasToString("1.5 GiB of 80.0 GiB free");
  }
}
