package org.wordsight.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Loads libtorch once in each JVM and sets its number of threads. */
public final class NativeEngine {
  private static final String ENGINE = "PyTorch";

  /**
   * Variables of libtorch, oneDNN, MKL and CUDA's libraries that change how numbers are rounded.
   */
  private static final List<String> KERNEL_CHOICES =
      List.of(
          "ATEN_CPU_CAPABILITY",
          "CUBLAS_WORKSPACE_CONFIG",
          "DNNL_MAX_CPU_ISA",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "NVIDIA_TF32_OVERRIDE",
          "ONEDNN_MAX_CPU_ISA");

  private NativeEngine() {}

  /** The result of loading the library. Every later use has the same result. */
  private sealed interface Outcome {
    record Loaded(Engine engine) implements Outcome {}

    record Failed(Throwable cause) implements Outcome {}
  }

  /** The one engine holder of the JVM. */
  private static final class Holder {
    static final Outcome OUTCOME = load();

    private static Outcome load() {
      // Nothing is ever downloaded. The native library comes from the class path or the image.
      setIfAbsent("ai.djl.offline", "true");
      setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
      try {
        return new Outcome.Loaded(NativeFolder.alone(() -> Engine.getEngine(ENGINE)));
      } catch (RuntimeException | LinkageError e) {
        return new Outcome.Failed(e);
      }
    }

    private static void setIfAbsent(String key, String value) {
      if (System.getProperty(key) == null) {
        System.setProperty(key, value);
      }
    }
  }

  /** Our own operators, which are defined when they are asked for first. */
  private static final class OperatorsHolder {
    static final OwnOperators OPERATORS = OwnOperators.define();
  }

  /** CUDA's runtime library, which libtorch loads if it is for GPUs. */
  private static final class CudartHolder {
    static final Optional<Cudart> CUDART = LoadedLibrary.find("libcudart", Cudart.class);
  }

  static Optional<Cudart> cudart() {
    engine();
    return CudartHolder.CUDART;
  }

  /** Copies to GPUs. */
  private static final class UploadsHolder {
    static final Uploads UPLOADS = new Uploads();
  }

  static Uploads uploads() {
    return UploadsHolder.UPLOADS;
  }

  static OwnOperators operators() {
    engine();
    return OperatorsHolder.OPERATORS;
  }

  private static Engine engine() {
    Outcome outcome = Holder.OUTCOME;
    if (outcome instanceof Outcome.Loaded loaded) {
      return loaded.engine();
    }

    Throwable cause = ((Outcome.Failed) outcome).cause();
    throw new WordsightException(
        ExitCode.DEVICE,
        "Cannot load the native library of PyTorch on "
            + NativeFolder.host()
            + ": "
            + cause.getMessage()
            + ". Found: "
            + NativeLibrary.found()
            + ". For CPUs it comes with the lib folder, and submit/wordsight sends it to executors."
            + " For a GPU, or on a machine with its own, set PYTORCH_LIBRARY_PATH to the folder of"
            + " a libtorch 2.7.1 and PYTORCH_FLAVOR to its flavour (cpu, cu128).",
        cause);
  }

  static NDManager manager(Device device) {
    return engine().newBaseManager(device.toDjl());
  }

  /** "PyTorch" and its version. */
  public static String description() {
    return ENGINE + " " + engine().getVersion();
  }

  /**
   * Whether the library is of this version or a later one.
   *
   * @param version such as {@code 2.9}
   */
  public static boolean isAtLeast(String version) {
    return isAtLeast(engine().getVersion(), version);
  }

  /** Compares dotted numbers. Text after the numbers does not count. */
  static boolean isAtLeast(String version, String least) {
    return Arrays.compare(numbers(version), numbers(least)) >= 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[^0-9.]", 2)[0].split("\\."))
        .filter(part -> !part.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /**
   * The environment variables that choose the library's kernels, if they are set, in the order of
   * their names.
   *
   * @param environment of the process
   */
  public static String kernelChoices(Map<String, String> environment) {
    return KERNEL_CHOICES.stream()
        .filter(environment::containsKey)
        .map(name -> name + "=" + environment.get(name))
        .collect(Collectors.joining(", "));
  }

  public static int threads() {
    manager(Device.CPU).close();
    return JniUtils.getNumThreads();
  }

  /** Sets the threads of one native operation. Without a number, libtorch chooses. */
  public static void useThreads(OptionalInt threads) {
    manager(Device.CPU).close();
    threads.ifPresent(JniUtils::setNumThreads);
  }
}
