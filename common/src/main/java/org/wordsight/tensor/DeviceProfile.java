package org.wordsight.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/**
 * Records the operations and the memory of the library while some work is done. The content of the
 * recording depends on the JNI library: the published one writes the host's operations as JSON.
 */
public final class DeviceProfile {
  private DeviceProfile() {}

  /** Gives back memory that the library keeps unused, so that only used memory counts. */
  public static void releaseUnused(Device device) {
    if (device.isGpu()) {
      device.scope().close(); // Loads the library.
      JniUtils.emptyCudaCache();
    }
  }

  /**
   * Does the work and records the operations of the calling thread, and the kernels of a GPU.
   *
   * @param file receives the recording, also if the work fails
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
