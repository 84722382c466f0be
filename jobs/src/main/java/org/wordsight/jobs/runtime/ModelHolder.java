package org.wordsight.jobs.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.wordsight.config.ModelConfig;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;

/**
 * The one model that this JVM keeps loaded, across tasks and stages. One task uses the device at a
 * time: two computations at once on the same cores are slower than one after the other, and a GPU
 * holds one model. Another model replaces the one before.
 */
public final class ModelHolder {
  /** Something made for the held model, such as an adapter on its device. */
  public interface Companion extends AutoCloseable {
    @Override
    void close();
  }

  private record Held(
      ModelConfig config,
      Device device,
      Purpose purpose,
      LoadedModel model,
      Map<String, Companion> companions) {

    void close() {
      companions.values().forEach(Companion::close);
      model.close();
    }
  }

  /** Fair, so that tasks take turns. */
  private static final ReentrantLock TURN = new ReentrantLock(true);

  @SuppressWarnings("NonFinalStaticField") // The one holder of a JVM, guarded by TURN.
  private static Held held;

  private ModelHolder() {}

  /**
   * Waits for its turn, loads the model unless it is already held, and works with it on the task's
   * device. The result of {@code work} must not need the model any more.
   */
  public static <T> T use(ModelConfig config, Purpose purpose, Function<LoadedModel, T> work) {
    TURN.lock();
    try {
      Device device = device();
      if (!holds(config, device, purpose)) {
        if (TURN.getHoldCount() > 1) {
          throw new IllegalStateException("the model in use cannot be replaced: " + held);
        }

        release();
        LoadedModel model = load(config, device, purpose);
        held = new Held(config, device, purpose, model, new HashMap<>());
      }

      return work.apply(held.model);
    } finally {
      TURN.unlock();
    }
  }

  /**
   * The companion under this key for the model in use. It is made if there is none, and stays as
   * long as the model, for later tasks too. Only work inside {@link #use} may call this.
   */
  public static <C extends Companion> C companion(Class<C> type, String key, Supplier<C> making) {
    if (!TURN.isHeldByCurrentThread()) {
      throw new IllegalStateException("no model is in use: " + key);
    }

    Companion companion = held.companions.get(key);
    if (companion == null) {
      companion = making.get();
      held.companions.put(key, companion);
    }

    return type.cast(companion);
  }

  /** Frees the memory of the model, if one is held. Waits until no task uses it. */
  public static void release() {
    TURN.lock();
    try {
      if (held != null) {
        held.close();
        held = null;
      }
    } finally {
      TURN.unlock();
    }
  }

  private static boolean holds(ModelConfig config, Device device, Purpose purpose) {
    return held != null
        && held.config.equals(config)
        && held.device.equals(device)
        && held.purpose == purpose;
  }

  private static LoadedModel load(ModelConfig config, Device device, Purpose purpose) {
    return LoadedModel.load(Inputs.folder(config), config.precision(), device, purpose);
  }

  /** The GPU that Spark gave to this task. The CPU where Spark gave none, and on the driver. */
  public static Device device() {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> resources = task == null ? Map.of() : task.resourcesJMap();
    ResourceInformation gpu = resources.get("gpu");
    return gpu == null ? Device.CPU : Device.gpu(Integer.parseInt(gpu.addresses()[0]));
  }
}
