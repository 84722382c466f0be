package org.wordsight.tensor;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The memory of a GPU.
 *
 * @param freeBytes memory that no process uses
 */
public record DeviceMemory(long freeBytes, long totalBytes) {
  private static final double GIBIBYTE = 1L << 30;

  /** The words of libtorch, cuBLAS and the driver when the memory is used up. */
  private static final Pattern USED_UP =
      Pattern.compile("CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED");

  private static final String SIZE = "([0-9.]+ (?:bytes|[KMGT]?i?B))";
  private static final Pattern TRIED = Pattern.compile("Tried to allocate " + SIZE);
  private static final Pattern FREE =
      Pattern.compile("total capacity of " + SIZE + " of which " + SIZE + " is");

  /**
   * Asks for a GPU's memory. First, memory that libtorch keeps for later tensors is freed. That
   * waits for the device, so this method should be called seldom.
   *
   * <p>This method needs CUDA's runtime library, which a libtorch for CUDA loads.
   *
   * @return empty for a CPU, or if the library has no answer
   */
  public static Optional<DeviceMemory> of(Device device) {
    if (!device.isGpu() || device.problem().isPresent()) {
      return Optional.empty();
    }
    JniUtils.emptyCudaCache();
    return Cudart.ask(cudart -> Cudart.memory(cudart, device.index()));
  }

  /**
   * Explains a failure whose cause is too little memory of a device. Another failure is returned
   * unchanged.
   *
   * @param doing the work that failed, such as "train an adapter"
   * @param advice the change to make, in one or more sentences
   */
  public static RuntimeException explained(
      RuntimeException failure, Device device, String doing, String advice) {
    if (failure instanceof WordsightException) {
      return failure;
    }
    return usedUp(failure)
        .<RuntimeException>map(
            detail ->
                new WordsightException(
                    ExitCode.DEVICE,
                    "Cannot %s on %s: its memory is used up (%s). %s"
                        .formatted(doing, device, detail, advice),
                    failure))
        .orElse(failure);
  }

  /** The engine's words about a lack of memory; empty for another failure. */
  public static Optional<String> usedUp(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof EngineException && USED_UP.matcher(message).find()) {
        return Optional.of(detail(message));
      }
    }
    return Optional.empty();
  }

  private static String detail(String message) {
    Matcher tried = TRIED.matcher(message);
    Matcher free = FREE.matcher(message);
    if (tried.find() && free.find()) {
      return "%s more are wanted, %s of %s are free"
          .formatted(tried.group(1), free.group(2), free.group(1));
    }
    // Before this line, TorchScript shows the place in the kernel.
    return message.lines().filter(USED_UP.asPredicate()).findFirst().orElse("").strip();
  }

  /** The free part, for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f GiB of %.1f GiB free", freeBytes / GIBIBYTE, totalBytes / GIBIBYTE);
  }
}
