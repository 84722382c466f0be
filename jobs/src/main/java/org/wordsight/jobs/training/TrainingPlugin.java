package org.wordsight.jobs.training;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.wordsight.error.WordsightException;

/**
 * Carries messages of workers to the driver over Spark's own connection, which Spark authenticates
 * and encrypts as the cluster wants it.
 */
public final class TrainingPlugin implements SparkPlugin {
  /** The trainings of this driver, by their id. */
  private static final Map<String, WorkerMessage.Receiver> TRAININGS = new ConcurrentHashMap<>();

  /** This JVM's connection to the driver. Spark makes it, and tasks use it. */
  private static final AtomicReference<PluginContext> DRIVER = new AtomicReference<>();

  /** Lets a training receive its workers' messages. */
  static void receive(String training, WorkerMessage.Receiver receiver) {
    TRAININGS.put(training, receiver);
  }

  /** What workers of the training still say is refused from now on. */
  static void stopReceiving(String training) {
    TRAININGS.remove(training);
  }

  /**
   * Tells the driver something, on an executor.
   *
   * @return whether the worker may go on; false for a worker of an earlier attempt
   */
  static boolean tell(WorkerMessage message) {
    PluginContext driver = DRIVER.get();
    if (driver == null) {
      throw new IllegalStateException(
          "Cannot reach the driver: Spark was started without " + TrainingPlugin.class.getName());
    }
    try {
      return (Boolean) driver.ask(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while telling the driver", e);
    } catch (Exception e) {
      if (e.getCause() instanceof WordsightException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("Cannot tell the driver: " + e.getMessage(), e);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) {
        WorkerMessage told = (WorkerMessage) message;
        WorkerMessage.Receiver receiver = TRAININGS.get(told.from().training());
        return receiver != null && told.deliver(receiver);
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        DRIVER.set(context);
      }
    };
  }
}
