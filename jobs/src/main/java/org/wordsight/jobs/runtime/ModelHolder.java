package org.wordsight.jobs.runtime;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.wordsight.config.ModelConfig;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.model.WeightMemory;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

/**
 * The models that this JVM keeps loaded, across tasks and stages. One task computes at a time: two
 * computations at once on the same cores are slower than one after the other. A CPU holds one
 * model, and another replaces it. A GPU holds as many models as its memory allows. A model that
 * learns is alone on its GPU.
 */
public final class ModelHolder implements Held.Thing {
  /** Something made for the held model, such as an adapter on its device. */
  public interface Companion extends AutoCloseable {
    @Override
    void close();
  }

  /** The setting of Spark that names the device of this process, where Spark gives tasks no GPU. */
  public static final String DEVICE = "spark.wordsight.device";

  /** A model is loaded beside others only where this part of the memory stays free for work. */
  private static final int WORK_SHARE = 4;

  /** Fair, so that tasks take turns. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Guarded by the turn. */
  private final HeldModels models = new HeldModels(ModelHolder::hasRoom);

  private ModelHolder() {}

  private static ModelHolder here() {
    return Held.here().get(ModelHolder.class, ModelHolder::new);
  }

  /**
   * Waits for its turn, loads the model unless it is already held, and works with it on the task's
   * device. The result of {@code work} must not need the model any more.
   */
  public static <T> T use(ModelConfig config, Purpose purpose, Function<LoadedModel, T> work) {
    ModelHolder holder = here();
    holder.turn.lock();
    try {
      return holder.models.use(config, device(), purpose, work);
    } finally {
      holder.turn.unlock();
    }
  }

  /**
   * The companion under this key for the model in use. It is made if there is none, and stays as
   * long as the model, for later tasks too. Only work inside {@link #use} may call this.
   */
  public static <C extends Companion> C companion(Class<C> type, String key, Supplier<C> making) {
    ModelHolder holder = here();
    if (!holder.turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("no model is in use: " + key);
    }

    return holder.models.companion(type, key, making);
  }

  /** Frees the memory of all models. Waits until no task uses one. */
  @Override
  public void release() {
    turn.lock();
    try {
      models.close();
    } finally {
      turn.unlock();
    }
  }

  static boolean hasRoom(ModelConfig config, Device device, Purpose purpose) {
    Backend backend = Backend.of(device, config.precision().type());
    return backend
        .memory()
        .map(memory -> staysFree(memory, weights(config, backend, purpose)))
        .orElse(false);
  }

  static boolean staysFree(DeviceMemory memory, long weights) {
    return memory.freeBytes() - weights >= memory.totalBytes() / WORK_SHARE;
  }

  private static long weights(ModelConfig config, Backend backend, Purpose purpose) {
    try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(config))) {
      return WeightMemory.bytes(checkpoint, backend, purpose);
    }
  }

  /**
   * The GPU that Spark gave to this task, or else the device that the run names for this process.
   * The CPU where neither is there.
   */
  public static Device device() {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> resources = task == null ? Map.of() : task.resourcesJMap();
    ResourceInformation gpu = resources.get("gpu");
    return gpu == null ? ofThisProcess() : Device.gpu(Integer.parseInt(gpu.addresses()[0]));
  }

  private static Device ofThisProcess() {
    SparkEnv environment = SparkEnv.get();
    return environment == null
        ? Device.CPU
        : Device.read(environment.conf().get(DEVICE, "cpu")).orElseThrow();
  }
}
