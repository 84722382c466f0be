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
  /** Absent if the work has ended. */
  private Optional<Pointer> event;

  private GivenWork(Optional<Pointer> event) {
    this.event = event;
  }

  /**
   * The work that this thread has given to a device. On a CPU, it has ended.
   *
   * @throws WordsightException exit code 5 if CUDA does not say when work ends
   */
  public static GivenWork to(Device device) {
    if (!device.isGpu()) {
      return new GivenWork(Optional.empty());
    }

    return Cudart.ask(cudart -> Cudart.event(cudart, device.index()))
        .map(event -> new GivenWork(Optional.of(event)))
        .orElseThrow(() -> failed("mark work of " + device));
  }

  /** Waits for the end of the work. It must be called at least once, since it frees memory. */
  public synchronized void await() {
    if (event.isEmpty()) {
      return;
    }

    Pointer waited = event.get();
    event = Optional.empty();
    Cudart.ask(cudart -> Optional.of(Cudart.ended(cudart, waited)))
        .filter(ended -> ended)
        .orElseThrow(() -> failed("wait for a GPU's work"));
  }

  private static WordsightException failed(String what) {
    return new WordsightException(
        ExitCode.DEVICE,
        "Cannot %s: CUDA's runtime library is not loaded, or it has failed. Look at the messages before this one, and use another libtorch if there are none."
            .formatted(what));
  }
}
