package org.wordsight.tensor;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Our own kernels on one GPU. They run in the context that libtorch uses, and stay loaded as long
 * as the process lives.
 *
 * <p>Several threads may launch at once.
 */
final class CudaModule {
  private static final int MOST_ARGUMENTS = 16;
  private static final long PLACES = (long) Long.BYTES * MOST_ARGUMENTS;

  private final CudaDriver driver;
  private final Pointer context;
  private final Pointer module;
  private final Map<String, Pointer> functions = new ConcurrentHashMap<>();

  /** Each thread's memory for the arguments of a launch, and then for their places. */
  private final ThreadLocal<Memory> room = ThreadLocal.withInitial(CudaModule::room);

  /** Each thread's memory for a context that is not current any more. */
  private final ThreadLocal<Memory> popped = ThreadLocal.withInitial(() -> new Memory(Long.BYTES));

  /**
   * @param ordinal the GPU's number in this process
   * @param ptx the kernels
   * @throws IllegalStateException if the driver refuses them
   */
  CudaModule(CudaDriver driver, int ordinal, String ptx) {
    this.driver = driver;
    IntByReference device = new IntByReference();
    require("cuDeviceGet", driver.cuDeviceGet(device, ordinal));
    PointerByReference made = new PointerByReference();
    require("cuDevicePrimaryCtxRetain", driver.cuDevicePrimaryCtxRetain(made, device.getValue()));
    this.context = made.getValue();
    PointerByReference loaded = new PointerByReference();
    inContext(
        () ->
            require("cuModuleLoadData", driver.cuModuleLoadData(loaded, Native.toByteArray(ptx))));
    this.module = loaded.getValue();
  }

  private static Memory room() {
    Memory room = new Memory(2 * PLACES);
    for (long place = 0; place < PLACES; place += Long.BYTES) {
      room.setPointer(PLACES + place, room.share(place));
    }
    return room;
  }

  private void inContext(Runnable work) {
    require("cuCtxPushCurrent", driver.cuCtxPushCurrent_v2(context));
    try {
      work.run();
    } finally {
      driver.cuCtxPopCurrent_v2(popped.get());
    }
  }

  private void require(String call, int error) {
    if (error != 0) {
      PointerByReference name = new PointerByReference();
      boolean named = driver.cuGetErrorName(error, name) == 0 && name.getValue() != null;
      throw new IllegalStateException(
          "%s gives %s".formatted(call, named ? name.getValue().getString(0) : "error " + error));
    }
  }

  /**
   * How many threads compute: blocks next to each other, rows of blocks, and the threads of a
   * block.
   */
  record Grid(int blocks, int rows, int threads) {}

  /**
   * Puts a kernel into a queue, and does not wait for it.
   *
   * @param arguments at most {@value #MOST_ARGUMENTS}: pointers, and whole numbers of 64 bits
   */
  void launch(String kernel, Grid grid, Pointer stream, Object... arguments) {
    Pointer function = functions.computeIfAbsent(kernel, this::function);
    // The driver reads a list of the places of the arguments, and copies all before it returns.
    Memory memory = room.get();
    for (int i = 0; i < arguments.length; i++) {
      write(memory, (long) Long.BYTES * i, arguments[i]);
    }
    inContext(
        () ->
            require(
                "cuLaunchKernel",
                driver.cuLaunchKernel(
                    function,
                    grid.blocks(),
                    grid.rows(),
                    1,
                    grid.threads(),
                    1,
                    1,
                    0,
                    stream,
                    memory.share(PLACES),
                    null)));
  }

  private static void write(Memory memory, long place, Object argument) {
    if (argument instanceof Pointer pointer) {
      memory.setPointer(place, pointer);
    } else if (argument instanceof Long number) {
      memory.setLong(place, number);
    } else {
      throw new IllegalArgumentException("A kernel cannot take " + argument);
    }
  }

  private Pointer function(String kernel) {
    PointerByReference function = new PointerByReference();
    inContext(
        () -> require("cuModuleGetFunction", driver.cuModuleGetFunction(function, module, kernel)));
    return function.getValue();
  }
}
