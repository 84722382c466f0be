package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that writes a warehouse.
 *
 * @param started when the process began, in ISO 8601; a later process of the same number has
 *     another time
 * @param machine names the host's boot and the space of its process numbers; processes of different
 *     spaces do not compare numbers; empty where the host does not tell
 */
public record Owner(String host, long process, String started, String machine) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESS_NUMBERS = Path.of("/proc/self/ns/pid");

  static Owner here() {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(hostName(), self.pid(), startOf(self), machineHere());
  }

  /** Whether nothing is missing that tells one process from another. */
  boolean isComplete() {
    return host != null && process > 0 && started != null && machine != null;
  }

  /** Whether this host knows that the process is gone. */
  boolean isKnownDead() {
    return host.equals(hostName())
        && !machine.isEmpty()
        && machine.equals(machineHere())
        && !lives();
  }

  /** Whether a process of that number and start runs on this host. */
  boolean lives() {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startOf(handle).equals(started))
        .isPresent();
  }

  String described() {
    return "host %s, process %d started %s".formatted(host, process, started);
  }

  private static String startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Object::toString).orElse("at an unknown time");
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String machineHere() {
    try {
      return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PROCESS_NUMBERS);
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
