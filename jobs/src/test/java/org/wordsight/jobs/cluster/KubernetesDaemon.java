package org.wordsight.jobs.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.mockwebserver.MockWebServer;

/**
 * The program of a process that is a Kubernetes cluster of one node. Its API server keeps the
 * objects that clients send. Its node runs the container of a pod as a process of this machine.
 * There are no images: each container has the Spark installation and the Java of this process.
 */
final class KubernetesDaemon {
  static final String READY = "Kubernetes is ready at ";

  private KubernetesDaemon() {}

  /**
   * Starts the cluster and prints {@link #READY} with the URL of its API.
   *
   * @param arguments the Spark installation of containers, and a folder for their files
   */
  public static void main(String[] arguments) throws IOException {
    Path spark = Path.of(arguments[0]);
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new ApplyingDispatcher(), false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    NamespacedKubernetesClient client = server.createClient();
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    client.services().inAnyNamespace().watch(new Names(hosts));
    client.pods().inAnyNamespace().watch(new Node(client, spark, hosts, folder));
    System.out.println(READY + client.getMasterUrl());
  }

  /** Gives names to new services. All services are on this machine. */
  private record Names(Path hosts) implements Watcher<Service> {
    @Override
    public void eventReceived(Action action, Service service) {
      if (action == Action.ADDED) {
        ObjectMeta named = service.getMetadata();
        String line = "127.0.0.1 %s.%s.svc\n".formatted(named.getName(), named.getNamespace());
        try {
          Files.writeString(hosts, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      cause.printStackTrace();
    }
  }

  /** Starts the containers of new pods, and ends those of removed ones. */
  private static final class Node implements Watcher<Pod> {
    private final NamespacedKubernetesClient client;
    private final Path spark;
    private final Path hosts;
    private final Path folder;
    private final ExecutorService starting = Executors.newCachedThreadPool();
    private final Map<String, Process> containers = new ConcurrentHashMap<>();

    Node(NamespacedKubernetesClient client, Path spark, Path hosts, Path folder) {
      this.client = client;
      this.spark = spark;
      this.hosts = hosts;
      this.folder = folder;
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
      String name = pod.getMetadata().getName();
      switch (action) {
        case ADDED -> starting.execute(() -> start(name, pod));
        case DELETED -> {
          Process container = containers.remove(name);
          if (container != null) {
            container.destroyForcibly();
          }
        }
        case MODIFIED, ERROR, BOOKMARK -> {}
      }
    }

    private void start(String name, Pod pod) {
      try {
        PodProcess process = new PodProcess(client, pod, spark, hosts, folder.resolve(name));
        Process container = process.start();
        containers.put(name, container);
        report(pod, PodProcess.running());
        report(pod, PodProcess.ended(container.waitFor()));
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("Cannot run pod " + name, e);
      }
    }

    /** Changes the status of a pod, if the pod still exists. */
    private void report(Pod pod, PodStatus status) {
      Pod now = client.resource(pod).get();
      if (now != null) {
        now.setStatus(status);
        client.resource(now).updateStatus();
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      cause.printStackTrace();
    }
  }
}
