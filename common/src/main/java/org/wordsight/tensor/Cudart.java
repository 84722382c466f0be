package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * CUDA's runtime library, which libtorch has loaded. The engine's own {@code CudaUtils} finds the
 * library only by its plain name. Beside a libtorch from Python's packages, the library's name ends
 * with a version, and it is not found.
 */
interface Cudart extends Library {
  /** The number of {@code cudaDevAttrMultiProcessorCount}. */
  int MULTIPROCESSORS = 16;

  /** The numbers of {@code cudaDevAttrComputeCapabilityMajor} and {@code -Minor}. */
  int CAPABILITY_MAJOR = 75;

  int CAPABILITY_MINOR = 76;

  /**
   * {@code cudaEventBlockingSync} and {@code cudaEventDisableTiming}: a thread that waits for the
   * event sleeps.
   */
  int QUIET_EVENT = 1 | 2;

  /** Room for a bus id and the zero after it. */
  int BUS_ID_LENGTH = 32;

  int cudaGetDevice(IntByReference device);

  int cudaSetDevice(int device);

  int cudaMemGetInfo(LongByReference free, LongByReference total);

  int cudaDeviceGetAttribute(IntByReference value, int attribute, int device);

  int cudaDeviceGetPCIBusId(byte[] id, int length, int device);

  int cudaEventCreateWithFlags(PointerByReference event, int flags);

  /**
   * @param stream null for the one into which libtorch puts its work
   */
  int cudaEventRecord(Pointer event, Pointer stream);

  int cudaEventSynchronize(Pointer event);

  int cudaEventDestroy(Pointer event);

  String cudaGetErrorName(int error);

  /**
   * Asks the library.
   *
   * @return empty if no library is loaded, or it has no answer
   */
  static <T> Optional<T> ask(Function<Cudart, Optional<T>> question) {
    return NativeEngine.cudart().flatMap(question);
  }

  /** Free and total memory of a GPU. The thread's current GPU does not change. */
  static Optional<DeviceMemory> memory(Cudart cudart, int device) {
    return on(
        cudart,
        device,
        () -> {
          LongByReference free = new LongByReference();
          LongByReference total = new LongByReference();
          return cudart.cudaMemGetInfo(free, total) == 0
              ? Optional.of(new DeviceMemory(free.getValue(), total.getValue()))
              : Optional.empty();
        });
  }

  /**
   * An event behind all work that libtorch has put into a GPU's queue so far. The thread's current
   * GPU does not change.
   */
  static Optional<Pointer> event(Cudart cudart, int device) {
    return on(
        cudart,
        device,
        () -> {
          PointerByReference event = new PointerByReference();
          if (cudart.cudaEventCreateWithFlags(event, QUIET_EVENT) != 0) {
            return Optional.empty();
          }
          if (cudart.cudaEventRecord(event.getValue(), null) != 0) {
            cudart.cudaEventDestroy(event.getValue());
            return Optional.empty();
          }
          return Optional.of(event.getValue());
        });
  }

  /**
   * Waits for an event, and frees it.
   *
   * @return CUDA's name for what is wrong; empty if the work before the event has succeeded
   */
  static Optional<String> failure(Cudart cudart, Pointer event) {
    int error = cudart.cudaEventSynchronize(event);
    cudart.cudaEventDestroy(event);
    return error == 0 ? Optional.empty() : Optional.of(cudart.cudaGetErrorName(error));
  }

  private static <T> Optional<T> on(Cudart cudart, int device, Supplier<Optional<T>> question) {
    IntByReference before = new IntByReference();
    if (cudart.cudaGetDevice(before) != 0) {
      return Optional.empty();
    }
    if (before.getValue() == device) {
      return question.get();
    }

    // Choosing a GPU takes memory on it, so it is done only if another one is chosen.
    if (cudart.cudaSetDevice(device) != 0) {
      return Optional.empty();
    }
    try {
      return question.get();
    } finally {
      cudart.cudaSetDevice(before.getValue());
    }
  }

  /** The kind of a GPU, as far as results depend on it. */
  static Optional<String> kind(Cudart cudart, int device) {
    return attributes(cudart, device, CAPABILITY_MAJOR, CAPABILITY_MINOR, MULTIPROCESSORS)
        .map(
            values ->
                "compute capability %d.%d, %d multiprocessors"
                    .formatted(values[0], values[1], values[2]));
  }

  /** Ten times the compute capability of a GPU. */
  static Optional<Integer> computeCapability(Cudart cudart, int device) {
    return attributes(cudart, device, CAPABILITY_MAJOR, CAPABILITY_MINOR)
        .map(values -> 10 * values[0] + values[1]);
  }

  /** A GPU's place on the host's PCI bus: domain, bus, device and function, hexadecimal. */
  static Optional<String> busId(Cudart cudart, int device) {
    byte[] id = new byte[BUS_ID_LENGTH];
    return cudart.cudaDeviceGetPCIBusId(id, id.length, device) == 0
        ? Optional.of(Native.toString(id, US_ASCII.name()))
        : Optional.empty();
  }

  private static Optional<Integer[]> attributes(Cudart cudart, int device, int... attributes) {
    Integer[] values = new Integer[attributes.length];
    IntByReference value = new IntByReference();
    for (int i = 0; i < values.length; i++) {
      if (cudart.cudaDeviceGetAttribute(value, attributes[i], device) != 0) {
        return Optional.empty();
      }
      values[i] = value.getValue();
    }
    return Optional.of(values);
  }
}
