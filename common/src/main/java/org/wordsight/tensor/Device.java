package org.wordsight.tensor;

import ai.djl.engine.EngineException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The device that holds tensors and runs kernels.
 *
 * @param index the GPU's number on this host, or -1 for the CPU
 */
public record Device(int index) {
  public static final Device CPU = new Device(-1);

  private static final Pattern GPU = Pattern.compile("gpu:(0|[1-9]\\d{0,3})");

  public Device {
    if (index < -1) {
      throw new IllegalArgumentException("Device index is " + index + ", expected -1 or more");
    }
  }

  public static Device gpu(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("GPU index is " + index + ", expected 0 or more");
    }
    return new Device(index);
  }

  /** Reads {@code cpu} or {@code gpu:N}; empty if the text is neither. */
  public static Optional<Device> read(String text) {
    Matcher gpu = GPU.matcher(text);
    if (gpu.matches()) {
      return Optional.of(gpu(Integer.parseInt(gpu.group(1))));
    }

    return text.equals("cpu") ? Optional.of(CPU) : Optional.empty();
  }

  public boolean isGpu() {
    return index >= 0;
  }

  /** A new scope on this device. The caller closes it. */
  public Scope scope() {
    return new Scope(NativeEngine.manager(this));
  }

  /**
   * Checks that the native library can use this device.
   *
   * @throws WordsightException exit code 5 if it cannot
   */
  public void requireUsable() {
    problem()
        .ifPresent(
            problem -> {
              throw new WordsightException(
                  ExitCode.DEVICE,
                  "Cannot compute on %s: %s. Use the CPU, or a machine with this GPU and a libtorch for CUDA (PYTORCH_LIBRARY_PATH, PYTORCH_FLAVOR)."
                      .formatted(this, problem));
            });
  }

  /** The kind of a GPU, as far as results depend on it; empty if it cannot be asked. */
  public Optional<String> kind() {
    return isGpu() && problem().isEmpty()
        ? Cudart.ask(cudart -> Cudart.kind(cudart, index))
        : Optional.empty();
  }

  /** Ten times a GPU's compute capability, as 90 for 9.0; empty if it cannot be asked. */
  public Optional<Integer> computeCapability() {
    return isGpu() && problem().isEmpty()
        ? Cudart.ask(cudart -> Cudart.computeCapability(cudart, index))
        : Optional.empty();
  }

  /**
   * A GPU's place on the host's PCI bus, such as {@code 0000:3b:00.0}. Unlike a GPU's number, the
   * place does not depend on the GPUs that the process may use. Empty for a CPU, and if the place
   * cannot be asked.
   */
  public Optional<String> busId() {
    return isGpu() && problem().isEmpty()
        ? Cudart.ask(cudart -> Cudart.busId(cudart, index))
        : Optional.empty();
  }

  /**
   * The reason why kernels of this device cannot call our own operators; empty if they can.
   *
   * @param type libtorch's number of the type in which kernels compute, as text
   */
  public Optional<String> operatorProblem(String type) {
    return NativeEngine.operators().problem(this, type);
  }

  /** The native library's reason why this device cannot be used. */
  Optional<String> problem() {
    try (Scope scope = scope()) {
      scope.number(0);
      return Optional.empty();
    } catch (EngineException e) {
      return Optional.of(problem(String.valueOf(e.getMessage())));
    }
  }

  /**
   * The message for a libtorch without CUDA. Its own message names missing operators, which does
   * not help a user.
   */
  private static String problem(String message) {
    return message.contains("'CUDA' backend")
        ? "the libtorch in use computes on CPUs alone"
        : message.lines().findFirst().orElse("");
  }

  /** The device's name in torch, such as {@code cuda:0}. */
  public String torchName() {
    return isGpu() ? "cuda:" + index : "cpu";
  }

  ai.djl.Device toDjl() {
    return isGpu() ? ai.djl.Device.gpu(index) : ai.djl.Device.cpu();
  }

  @Override
  public String toString() {
    return isGpu() ? "gpu:" + index : "cpu";
  }
}
