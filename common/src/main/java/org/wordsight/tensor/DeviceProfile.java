package org.wordsight.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * What the library does and holds while some work is done. What is written depends on the JNI
 * library: the published one writes the host's operations as JSON.
 */
public final class DeviceProfile {
  private DeviceProfile() {}

  /** Gives back memory that the library keeps unused, so that only what is in use counts. */
  public static void releaseUnused(Device device) {
    if (device.isGpu()) {
      device.scope().close(); // Loads the library.
      JniUtils.emptyCudaCache();
    }
  }

  /**
   * Does the work and records the operations of the calling thread, and the kernels of a GPU.
   *
   * @param file receives the recording, also where the work fails
   */
  public static void of(Device device, Path file, Runnable work) {
    device.scope().close(); // Loads the library.
    JniUtils.startProfile(device.isGpu(), /* recordShape= */ false, /* profileMemory= */ false);
    try {
      work.run();
    } finally {
      JniUtils.stopProfile(file.toString());
    }
  }
}
