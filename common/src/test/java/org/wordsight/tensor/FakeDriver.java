package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A driver of CUDA that writes down what is launched. */
final class FakeDriver implements CudaDriver {
  static final int REFUSED = 218;

  /** One launch: where, how many threads, and the words of the arguments. */
  record Launch(
      String function, Pointer context, CudaModule.Grid grid, Pointer stream, long[] arguments) {}

  final List<Launch> launches = new ArrayList<>();
  private final int arguments;
  private final Deque<Pointer> contexts = new ArrayDeque<>();
  private final List<String> functions = new ArrayList<>();
  private final Memory name = new Memory(40);
  private String image = "";
  private boolean refuses;

  /**
   * @param arguments of each kernel
   */
  FakeDriver(int arguments) {
    this.arguments = arguments;
  }

  void refuse() {
    refuses = true;
  }

  String image() {
    return image;
  }

  /** How many contexts were pushed and not popped. */
  int depth() {
    return contexts.size();
  }

  private int code() {
    return refuses ? REFUSED : 0;
  }

  @Override
  public int cuDeviceGet(IntByReference device, int ordinal) {
    device.setValue(100 + ordinal);
    return 0;
  }

  @Override
  public int cuDevicePrimaryCtxRetain(PointerByReference context, int device) {
    context.setValue(new Pointer(device));
    return 0;
  }

  @Override
  public int cuCtxPushCurrent_v2(Pointer context) {
    contexts.push(context);
    return 0;
  }

  @Override
  public int cuCtxPopCurrent_v2(Pointer context) {
    context.setPointer(0, contexts.pop());
    return 0;
  }

  @Override
  public int cuModuleLoadData(PointerByReference module, byte[] ptx) {
    image = Native.toString(ptx, US_ASCII.name());
    module.setValue(new Pointer(7));
    return code();
  }

  @Override
  public int cuModuleGetFunction(PointerByReference function, Pointer module, String kernel) {
    functions.add(kernel);
    function.setValue(new Pointer(functions.size()));
    return 0;
  }

  @Override
  public int cuLaunchKernel(
      Pointer function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      Pointer stream,
      Pointer places,
      Pointer more) {
    long[] words = new long[arguments];
    for (int i = 0; i < arguments; i++) {
      words[i] = places.getPointer((long) Long.BYTES * i).getLong(0);
    }
    String kernel = functions.get((int) Pointer.nativeValue(function) - 1);
    CudaModule.Grid grid = new CudaModule.Grid(gridX, gridY, blockX);
    launches.add(new Launch(kernel, contexts.peek(), grid, stream, words));
    return code();
  }

  @Override
  public int cuGetErrorName(int error, PointerByReference text) {
    name.setString(0, "CUDA_ERROR_INVALID_PTX");
    text.setValue(name);
    return error == REFUSED ? 0 : 1;
  }
}
