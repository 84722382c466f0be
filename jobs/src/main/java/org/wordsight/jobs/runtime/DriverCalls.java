package org.wordsight.jobs.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.io.input.ClassLoaderObjectInputStream;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.wordsight.error.WordsightException;

/**
 * Lets tasks ask the driver while they run. It uses the connection that Spark keeps between driver
 * and executors. Objects are sent as bytes, since Spark's own threads do not know our classes.
 */
public final class DriverCalls implements SparkPlugin {
  /**
   * Answers the questions of tasks, on the driver, one after the other. A service must not wait. A
   * {@link WordsightException} is thrown again in the task.
   */
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

  /** The driver's reply. */
  private sealed interface Reply extends Serializable {
    /** The answer; empty where the service is closed. */
    Optional<Serializable> take();
  }

  private record Answer(Serializable content) implements Reply {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Serializable> take() {
      return Optional.of(content);
    }
  }

  /** The service refused, with a reason for people. */
  private record Refusal(WordsightException reason) implements Reply {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Serializable> take() {
      throw reason;
    }
  }

  private record Closed() implements Reply {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Serializable> take() {
      return Optional.empty();
    }
  }

  /**
   * The two ends of the connection in this JVM. Spark makes the plugin, so its constructor cannot
   * take them.
   *
   * @param services of this driver
   * @param context how this executor reaches its driver
   */
  private record Line(Map<String, Service> services, AtomicReference<PluginContext> context)
      implements Held.Thing {
    static Line here() {
      return Held.here()
          .get(Line.class, () -> new Line(new ConcurrentHashMap<>(), new AtomicReference<>()));
    }

    /** Releases nothing: the opener of a service closes it, and Spark ends the connection. */
    @Override
    public void release() {}
  }

  /**
   * Opens a service on the driver.
   *
   * @param name unique among the services of this driver
   */
  public static Opened serve(String name, Service service) {
    Map<String, Service> services = Line.here().services();
    if (services.putIfAbsent(name, service) != null) {
      throw new IllegalStateException("two services have the name " + name);
    }
    return () -> services.remove(name, service);
  }

  /**
   * Asks a service of the driver, in a task.
   *
   * @throws WordsightException as the service has thrown it
   */
  public static Serializable ask(String service, Serializable content) {
    return askIfOpen(service, content)
        .orElseThrow(() -> new IllegalStateException("no service " + service + " is open"));
  }

  /**
   * Asks a service that may be closed already.
   *
   * @return empty where the service is closed
   */
  public static Optional<Serializable> askIfOpen(String service, Serializable content) {
    return reply(new Message(service, content)).take();
  }

  private static Reply reply(Message message) {
    PluginContext context = Line.here().context().get();
    if (context == null) {
      throw new IllegalStateException("this executor was started without our plugin");
    }
    try {
      return (Reply) object((byte[]) context.ask(bytes(message)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the task is being ended", e);
    } catch (Exception e) { // Spark declares no narrower exception.
      throw new IllegalStateException("the driver did not answer: " + e.getMessage(), e);
    }
  }

  /** The name of this executor, as the driver's listeners have it. */
  public static String executor() {
    PluginContext context = Line.here().context().get();
    return context == null ? "driver" : context.executorID();
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) throws IOException {
        Message asked = (Message) object((byte[]) message);
        return bytes(answer(asked));
      }
    };
  }

  private static Reply answer(Message asked) {
    Service service = Line.here().services().get(asked.service());
    if (service == null) {
      return new Closed();
    }
    try {
      return new Answer(service.answer(asked.content()));
    } catch (WordsightException e) {
      return new Refusal(e);
    }
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        Line.here().context().set(context);
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
