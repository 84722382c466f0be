package org.wordsight.jobs.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The container of a pod of Spark, as a process. It does the same as the script of Spark's image.
 */
final class PodProcess {
  /** The folder in which Spark mounts its settings in a container. */
  private static final String SETTINGS = "/opt/spark/conf";

  private static final String ADDRESS = "127.0.0.1";
  private static final long LONGEST_WAIT_SECONDS = 30;

  private final NamespacedKubernetesClient client;
  private final Pod pod;
  private final Path spark;
  private final Path hosts;
  private final Path folder;

  /**
   * @param spark the installation of Spark
   * @param hosts the file with the cluster's names of hosts
   * @param folder for the files of the process
   */
  PodProcess(NamespacedKubernetesClient client, Pod pod, Path spark, Path hosts, Path folder) {
    this.client = client;
    this.pod = pod;
    this.spark = spark;
    this.hosts = hosts;
    this.folder = folder;
  }

  static PodStatus running() {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withPodIP(ADDRESS)
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .build())
        .build();
  }

  static PodStatus ended(int exitStatus) {
    return new PodStatusBuilder()
        .withPhase(exitStatus == 0 ? "Succeeded" : "Failed")
        .withPodIP(ADDRESS)
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitStatus)
                .endTerminated()
                .endState()
                .build())
        .build();
  }

  /**
   * Starts the process when its mounted settings exist. A submission sends the settings after the
   * pod.
   */
  Process start() throws IOException, InterruptedException {
    Path settings = Files.createDirectories(folder.resolve("conf"));
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        Map<String, String> files = awaitMap(volume.getConfigMap().getName()).getData();
        for (Map.Entry<String, String> file : files.entrySet()) {
          Files.writeString(settings.resolve(file.getKey()), file.getValue());
        }
      }
    }

    Container container = pod.getSpec().getContainers().get(0);
    Map<String, String> environment = environment(container);
    List<String> arguments =
        container.getArgs().stream()
            .map(argument -> argument.replace(SETTINGS, settings.toString()))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(
                arguments.get(0).equals("driver")
                    ? driver(arguments, environment)
                    : executor(environment))
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_CONF_DIR", settings.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    return builder.start();
  }

  private ConfigMap awaitMap(String name) throws InterruptedException {
    return client
        .configMaps()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(name)
        .waitUntilCondition(Objects::nonNull, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static Map<String, String> environment(Container container) {
    return container.getEnv().stream()
        .collect(
            Collectors.toMap(
                EnvVar::getName,
                // The only variable that comes from a field is the pod's own address.
                variable -> variable.getValue() == null ? ADDRESS : variable.getValue(),
                (first, second) -> second,
                TreeMap::new));
  }

  private List<String> driver(List<String> arguments, Map<String, String> environment) {
    List<String> command =
        new ArrayList<>(
            List.of(
                spark.resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=" + environment.get("SPARK_DRIVER_BIND_ADDRESS"),
                "--deploy-mode",
                "client"));
    command.addAll(arguments.subList(1, arguments.size()));
    return command;
  }

  private List<String> executor(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith("SPARK_JAVA_OPT_")) {
            command.add(value);
          }
        });
    String memory = environment.get("SPARK_EXECUTOR_MEMORY");
    command.addAll(
        List.of(
            "-Xms" + memory,
            "-Xmx" + memory,
            "-cp",
            spark.resolve("jars") + "/*",
            "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
            "--driver-url",
            environment.get("SPARK_DRIVER_URL"),
            "--executor-id",
            environment.get("SPARK_EXECUTOR_ID"),
            "--cores",
            environment.get("SPARK_EXECUTOR_CORES"),
            "--app-id",
            environment.get("SPARK_APPLICATION_ID"),
            "--hostname",
            ADDRESS,
            "--resourceProfileId",
            environment.get("SPARK_RESOURCE_PROFILE_ID"),
            "--podName",
            environment.get("SPARK_EXECUTOR_POD_NAME")));
    return command;
  }
}
