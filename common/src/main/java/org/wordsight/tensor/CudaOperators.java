package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Computes our operators on GPUs, by the kernels of {@code operators.cu}. */
final class CudaOperators implements OperatorCode.Arithmetic {
  private static final String KERNELS = "/kernels/operators.ptx";

  /** The numbers of a thread in a row, as in {@code operators_rows.cuh}. */
  private static final int COLUMNS = 8;

  /** The rows of a block, as in {@code operators_rows.cuh}. */
  private static final int ROWS = 4;

  private static final int MOST_THREADS = 256;
  private static final int WARP = 32;
  private static final int MOST_GRID_ROWS = 65_535;

  private final CudaDriver driver;
  private final LibtorchCuda libtorch;
  private final String ptx;
  private final Map<Integer, CudaModule> modules = new ConcurrentHashMap<>();

  /** Each thread's memory for the name of a stream. */
  private final ThreadLocal<Memory> room = ThreadLocal.withInitial(() -> new Memory(Long.BYTES));

  /**
   * @param ptx the kernels, see {@link #ptx}
   */
  CudaOperators(CudaDriver driver, LibtorchCuda libtorch, String ptx) {
    this.driver = driver;
    this.libtorch = libtorch;
    this.ptx = ptx;
  }

  /** The product's kernels. */
  static String ptx() {
    try (InputStream in = CudaOperators.class.getResourceAsStream(KERNELS)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + KERNELS, e);
    }
  }

  @Override
  public void compute(OperatorCode.Call call) {
    if (call.rows() == 0 || call.width() == 0) {
      return;
    }

    Object[] arguments =
        Stream.concat(Stream.of(call.tensors()), LongStream.of(call.numbers()).boxed()).toArray();
    modules
        .computeIfAbsent(call.device(), ordinal -> new CudaModule(driver, ordinal, ptx))
        .launch(
            call.operator().label() + "_" + type(call.type()),
            grid(call.rows(), call.width()),
            stream(call.device()),
            arguments);
  }

  private static String type(int type) {
    return switch (type) {
      case 5 -> "float16";
      case 6 -> "float32";
      case 15 -> "bfloat16";
      default -> throw new IllegalArgumentException("no kernel takes numbers of type " + type);
    };
  }

  static CudaModule.Grid grid(int rows, int width) {
    int threads = ceiling(width, COLUMNS);
    int ofABlock = Math.min(MOST_THREADS, ceiling(threads, WARP) * WARP);
    return new CudaModule.Grid(
        ceiling(threads, ofABlock), Math.min(MOST_GRID_ROWS, ceiling(rows, ROWS)), ofABlock);
  }

  private static int ceiling(int whole, int part) {
    return (whole + part - 1) / part;
  }

  private Pointer stream(int device) {
    Memory stream = room.get();
    if (libtorch.aoti_torch_get_current_cuda_stream(device, stream) != 0) {
      throw new IllegalStateException("libtorch names no stream of GPU " + device);
    }
    return stream.getPointer(0);
  }
}
