package org.wordsight.tensor;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * Functions of CUDA's driver, which libtorch has loaded. Each returns 0 if it succeeds. Names with
 * {@code _v2} are those that the header's names stand for.
 */
interface CudaDriver extends Library {
  /** The library's file, without its version. */
  String NAME = "libcuda";

  int cuDeviceGet(IntByReference device, int ordinal);

  /** The context of a GPU that CUDA's runtime library uses, too. */
  int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

  int cuCtxPushCurrent_v2(Pointer context);

  /**
   * @param context receives the context that was current
   */
  int cuCtxPopCurrent_v2(Pointer context);

  /**
   * @param image PTX, with a zero at its end
   */
  int cuModuleLoadData(PointerByReference module, byte[] image);

  int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

  int cuLaunchKernel(
      Pointer function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      Pointer stream,
      Pointer arguments,
      Pointer more);

  int cuGetErrorName(int error, PointerByReference name);
}
