package org.wordsight.tensor;

import ai.djl.util.Utils;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.wordsight.error.WordsightException;

/**
 * Operators of our own, which kernels call beside libtorch's. Where they cannot be used, kernels
 * take operations of libtorch, which need more time and memory.
 */
final class OwnOperators {
  /** The beginning of a call in the text of kernels. */
  static final String CALLED = "ops." + Operator.NAMESPACE + ".";

  /** An environment variable that chooses between our operators and libtorch's operations. */
  private static final String VARIABLE = "WORDSIGHT_OPERATORS";

  private static final String GPU = "CUDA";
  private static final String CPU = "CPU";

  /** libtorch's reason to refuse them; empty if it knows them. */
  private final Optional<String> refusal;

  private final Set<String> kinds = new HashSet<>();
  private final List<OperatorCode> codes = new CopyOnWriteArrayList<>();
  private final Map<String, Optional<String>> problems = new ConcurrentHashMap<>();

  private OwnOperators(Optional<String> refusal) {
    this.refusal = refusal;
  }

  /** Makes the operators known to libtorch, once in a process. No device has code for them yet. */
  static OwnOperators define() {
    if (!Libtorch.bind()) {
      return new OwnOperators(Optional.of("libtorch takes no operators from Java here"));
    }
    try {
      PointerByReference library = new PointerByReference();
      require(
          Libtorch.aoti_torch_library_init_def(Operator.NAMESPACE, Libtorch.SOURCE, 1, library));
      for (Operator operator : Operator.values()) {
        require(Libtorch.aoti_torch_library_def(library.getValue(), operator.schema()));
      }
      return new OwnOperators(Optional.empty());
    } catch (IllegalStateException e) {
      return new OwnOperators(Optional.of(e.getMessage()));
    }
  }

  private static void require(int error) {
    if (error != 0) {
      throw new IllegalStateException("libtorch refuses the operators");
    }
  }

  /**
   * Gives the operators their code for one kind of device, if they have none. It stays as long as
   * the process lives.
   */
  private synchronized void add(String kind, Supplier<OperatorCode.Arithmetic> arithmetic) {
    if (kinds.contains(kind)) {
      return;
    }
    OperatorCode.Arithmetic made = arithmetic.get();
    PointerByReference library = new PointerByReference();
    require(
        Libtorch.aoti_torch_library_init_impl(
            Operator.NAMESPACE, kind, Libtorch.SOURCE, 1, library));
    for (Operator operator : Operator.values()) {
      OperatorCode code = new OperatorCode(operator, made);
      codes.add(code);
      require(Libtorch.aoti_torch_library_impl(library.getValue(), operator.label(), code));
    }
    kinds.add(kind);
  }

  /** Gives the operators code for CPUs. The product has none, since its CPU kernels need none. */
  void addForCpus(OperatorCode.Arithmetic arithmetic) {
    add(CPU, () -> arithmetic);
  }

  private synchronized boolean has(String kind) {
    return kinds.contains(kind);
  }

  /**
   * The reason why kernels of a device cannot call the operators; empty if they can. The answer is
   * found once for each GPU and type, by a small computation.
   *
   * @param type libtorch's number of the type in which kernels compute, as text
   */
  Optional<String> problem(Device device, String type) {
    if (!device.isGpu()) {
      return has(CPU) ? Optional.empty() : Optional.of("they are for GPUs");
    }
    return problems.computeIfAbsent(device + " " + type, key -> find(device, type));
  }

  private Optional<String> find(Device device, String type) {
    Optional<String> unusable = refused(Utils.getEnvOrSystemProperty(VARIABLE)).or(() -> refusal);
    unusable = unusable.or(device::problem);
    if (unusable.isPresent()) {
      return unusable;
    }
    Optional<CudaDriver> driver = LoadedLibrary.find(CudaDriver.NAME, CudaDriver.class);
    Optional<LibtorchCuda> cuda = LoadedLibrary.find(LibtorchCuda.NAME, LibtorchCuda.class);
    if (driver.isEmpty() || cuda.isEmpty()) {
      return Optional.of("Java cannot call CUDA's driver");
    }
    try {
      add(GPU, () -> new CudaOperators(driver.get(), cuda.get(), CudaOperators.ptx()));
      return OperatorCheck.problem(device, type);
    } catch (RuntimeException | LinkageError e) {
      if (DeviceMemory.usedUp(e).isPresent()) {
        // This says nothing about the operators.
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The user's wish to use operations of libtorch.
   *
   * @param wish the value of {@value #VARIABLE}, or null
   */
  static Optional<String> refused(String wish) {
    if (wish == null || wish.isBlank() || wish.equals("own")) {
      return Optional.empty();
    }
    if (wish.equals("libtorch")) {
      return Optional.of(VARIABLE + " is libtorch");
    }
    throw WordsightException.usage(
        "Cannot choose the operators of GPUs: %s is %s, expected own or libtorch. Change the variable, or leave it out."
            .formatted(VARIABLE, wish));
  }

  /** The first failure of this thread's operators since the last time. */
  Optional<RuntimeException> takeFailure() {
    List<RuntimeException> failures = new ArrayList<>();
    codes.forEach(code -> code.takeFailure().ifPresent(failures::add));
    return failures.stream().findFirst();
  }
}
