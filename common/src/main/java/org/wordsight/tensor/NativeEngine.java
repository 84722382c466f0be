package org.wordsight.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.OptionalInt;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Loads libtorch once in each JVM and sets its number of threads. */
public final class NativeEngine {
  private static final String ENGINE = "PyTorch";

  private NativeEngine() {}

  /** The one engine holder of the JVM. */
  private static final class Holder {
    static final Engine INSTANCE = load();

    private static Engine load() {
      // Nothing is ever downloaded. The native library comes from the class path or the image.
      setIfAbsent("ai.djl.offline", "true");
      setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
      try {
        return Engine.getEngine(ENGINE);
      } catch (RuntimeException | LinkageError e) {
        throw new WordsightException(
            ExitCode.DEVICE,
            "Cannot load the native library of PyTorch: "
                + e.getMessage()
                + ". On the CPU it comes with the lib folder; for a GPU set PYTORCH_LIBRARY_PATH to"
                + " a libtorch "
                + "2.7.1 and PYTORCH_FLAVOR to its flavour.",
            e);
      }
    }

    private static void setIfAbsent(String key, String value) {
      if (System.getProperty(key) == null) {
        System.setProperty(key, value);
      }
    }
  }

  static NDManager manager(Device device) {
    return Holder.INSTANCE.newBaseManager(device.toDjl());
  }

  /** "PyTorch" and its version. */
  public static String description() {
    return ENGINE + " " + Holder.INSTANCE.getVersion();
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
