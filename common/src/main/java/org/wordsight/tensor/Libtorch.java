package org.wordsight.tensor;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * The C functions of libtorch that define operators and read tensors. libtorch promises that they
 * stay as they are (its header {@code aoti_torch/c/shim.h}). Each returns 0 if it succeeds, and
 * never throws. A tensor is named by its handle.
 *
 * <p>JNA binds these methods directly, which takes a fifth of the time of a call through an
 * interface. An operator makes several of these calls.
 */
final class Libtorch {
  /** The place in the source that libtorch names in its messages about an operator. */
  static final String SOURCE = "org.wordsight.tensor";

  private Libtorch() {}

  /**
   * The code of an operator on one kind of device.
   *
   * <p>{@code values} holds 64 bits of each argument: a whole number, or the handle of a tensor.
   * The handles belong to the code, which deletes them. It writes its results to the beginning, and
   * they belong to libtorch.
   */
  interface Code extends Callback {
    void invoke(Pointer values, long arguments, long results);
  }

  /**
   * Binds the methods to the libtorch that is loaded.
   *
   * @return whether it has these functions; it does from release 2.7 on
   */
  static boolean bind() {
    return LoadedLibrary.bind("libtorch_cpu", Libtorch.class);
  }

  static native int aoti_torch_library_init_def(
      String namespace, String file, int line, PointerByReference library);

  static native int aoti_torch_library_def(Pointer library, String schema);

  static native int aoti_torch_library_init_impl(
      String namespace, String device, String file, int line, PointerByReference library);

  static native int aoti_torch_library_impl(Pointer library, String operator, Code code);

  /**
   * @param memory receives the address of the tensor's first number
   */
  static native int aoti_torch_get_data_ptr(long tensor, Pointer memory);

  /**
   * @param index receives a GPU's number, 32 bits
   */
  static native int aoti_torch_get_device_index(long tensor, Pointer index);

  static native int aoti_torch_delete_tensor_object(long tensor);
}
