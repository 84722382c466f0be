package org.wordsight.jobs;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A driver process of a test, with executor processes on this machine. Spark's worker accepts its
 * folder as an installation: it has the jars of this class path.
 */
final class LocalExecutorHome {
  private static final String MODULE_OPENING = "--add-opens=";

  private final Path home;

  private LocalExecutorHome(Path home) {
    this.home = home;
  }

  static LocalExecutorHome make(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    for (String entry : classPath().split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    return new LocalExecutorHome(home);
  }

  /** A driver with this number of executors of one core each. */
  ProcessBuilder driver(int executors, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith(MODULE_OPENING)) {
        command.add(option);
      }
    }
    command.addAll(QuickStart.OPTIONS);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.master=local-cluster[" + executors + ",1,1000]",
            "-Dspark.executor.extraClassPath=" + folders(),
            "-Dspark.executor.memory=1000m",
            "-Dspark.executor.extraJavaOptions=" + QuickStart.LINE,
            "-Dspark.sql.shuffle.partitions=2",
            "-cp",
            classPath(),
            main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_DIRS", home.resolve("local").toString());
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder;
  }

  private static String folders() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> !entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The executors of a driver that are at work now. */
  static List<ProcessHandle> executors(Process driver) {
    return driver.descendants().filter(LocalExecutorHome::isExecutor).toList();
  }

  /** {@code ProcessHandle} gives only the first 4 KiB of a command line. */
  private static boolean isExecutor(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return line.contains("\0--executor-id\0");
    } catch (IOException e) {
      // The process has ended while its line was read.
      return false;
    }
  }
}
