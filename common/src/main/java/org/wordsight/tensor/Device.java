package org.wordsight.tensor;

/**
 * The device that holds tensors and runs kernels.
 *
 * @param index the GPU's number on this host, or -1 for the CPU
 */
public record Device(int index) {
  public static final Device CPU = new Device(-1);

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

  public boolean isGpu() {
    return index >= 0;
  }

  /** A new scope on this device. The caller closes it. */
  public Scope scope() {
    return new Scope(NativeEngine.manager(this));
  }

  ai.djl.Device toDjl() {
    return isGpu() ? ai.djl.Device.gpu(index) : ai.djl.Device.cpu();
  }

  @Override
  public String toString() {
    return isGpu() ? "gpu:" + index : "cpu";
  }
}
