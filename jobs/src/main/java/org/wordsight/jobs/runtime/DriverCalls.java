package org.wordsight.jobs.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.io.input.ClassLoaderObjectInputStream;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Lets tasks ask the driver while they run. It uses the connection that Spark keeps between driver
 * and executors. Objects travel as bytes, since Spark's own threads do not know our classes.
 */
public final class DriverCalls implements SparkPlugin {
  /** Answers the questions of tasks, on the driver, one after the other. It must not wait. */
  @FunctionalInterface
  public interface Service {
    Serializable answer(Serializable message);
  }

  /** A service that is open until it is closed. */
  public interface Opened extends AutoCloseable {
    @Override
    void close();
  }

  private record Message(String service, Serializable content) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The services of this driver; Spark makes the plugin, so it cannot be given to it. */
  private static final Map<String, Service> SERVICES = new ConcurrentHashMap<>();

  /** How this executor reaches its driver. */
  private static final AtomicReference<PluginContext> CONTEXT = new AtomicReference<>();

  /**
   * Opens a service on the driver.
   *
   * @param name unique among the services of this driver
   */
  public static Opened serve(String name, Service service) {
    if (SERVICES.putIfAbsent(name, service) != null) {
      throw new IllegalStateException("two services have the name " + name);
    }
    return () -> SERVICES.remove(name, service);
  }

  /** Asks a service of the driver, in a task. */
  public static Serializable ask(String service, Serializable content) {
    PluginContext context = CONTEXT.get();
    if (context == null) {
      throw new IllegalStateException("this executor was started without our plugin");
    }
    try {
      return object((byte[]) context.ask(bytes(new Message(service, content))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task is being ended", e);
    } catch (Exception e) { // Spark declares no narrower one.
      throw new IllegalStateException("the driver did not answer: " + e.getMessage(), e);
    }
  }

  /** The name of this executor, as the driver's listeners have it. */
  public static String executor() {
    PluginContext context = CONTEXT.get();
    return context == null ? "driver" : context.executorID();
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) throws IOException {
        Message asked = (Message) object((byte[]) message);
        Service service = SERVICES.get(asked.service());
        if (service == null) {
          throw new IllegalStateException("no service " + asked.service() + " is open");
        }
        return bytes(service.answer(asked.content()));
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        CONTEXT.set(context);
      }
    };
  }

  private static byte[] bytes(Serializable object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Serializable object(byte[] bytes) throws IOException {
    try (ObjectInputStream in =
        new ClassLoaderObjectInputStream(
            DriverCalls.class.getClassLoader(), new ByteArrayInputStream(bytes))) {
      return (Serializable) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("driver and executors have different versions", e);
    }
  }
}
