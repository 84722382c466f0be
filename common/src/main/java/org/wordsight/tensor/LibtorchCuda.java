package org.wordsight.tensor;

import com.sun.jna.Library;
import com.sun.jna.Pointer;

/** The C function of libtorch that names the queue of a GPU. */
interface LibtorchCuda extends Library {
  /** The library's file, without its version. */
  String NAME = "libtorch_cuda";

  /**
   * @param stream receives the stream into which this thread's operations on a GPU go
   */
  int aoti_torch_get_current_cuda_stream(int device, Pointer stream);
}
