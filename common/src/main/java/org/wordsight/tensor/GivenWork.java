package org.wordsight.tensor;

import com.sun.jna.Pointer;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The work that a thread has given to a device up to now. Any thread can wait for its end. Work
 * that the device gets later does not make it wait longer.
 */
public final class GivenWork {
  private final Device device;

  /** Absent if the work has ended. */
  private Optional<Pointer> event;

  private Optional<String> failure = Optional.empty();

  private GivenWork(Device device, Optional<Pointer> event) {
    this.device = device;
    this.event = event;
  }

  /**
   * The work that this thread has given to a device. On a CPU, it has ended.
   *
   * @throws WordsightException exit code 5 if CUDA does not say when work ends
   */
  public static GivenWork to(Device device) {
    if (!device.isGpu()) {
      return new GivenWork(device, Optional.empty());
    }

    Pointer event =
        Cudart.ask(cudart -> Cudart.event(cudart, device.index()))
            .orElseThrow(
                () ->
                    new WordsightException(
                        ExitCode.DEVICE,
                        "Cannot give work to %s: CUDA's runtime library, libcudart, is not loaded, or does not know this GPU. Use another libtorch, or another GPU."
                            .formatted(device)));
    return new GivenWork(device, Optional.of(event));
  }

  /**
   * Waits for the end of the work. The first call frees memory.
   *
   * @throws WordsightException exit code 5 if the work has failed; each call throws it
   */
  public synchronized void await() {
    event.ifPresent(waited -> failure = Cudart.ask(cudart -> Cudart.failure(cudart, waited)));
    event = Optional.empty();
    if (failure.isPresent()) {
      throw new WordsightException(
          ExitCode.DEVICE,
          "Cannot go on: work on %s has failed with %s. Start again. If it fails again, look for the GPU in the system's log, and use another one."
              .formatted(device, failure.get()));
    }
  }
}
