package org.wordsight.jobs.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.SlowPutException;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The states of one run, each in a file of its own: {@code _wordsight/states/<run>/00000012.once}.
 * The highest number counts. A writer puts the next number where there is none. If two writers
 * start from the same state, only one succeeds. A run is therefore published in one step. A writer
 * that lost its lease cannot publish.
 */
final class RunStates {
  private static final String FOLDER = "_wordsight/states";
  private static final String END = ".once";
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * The content of a state's file.
   *
   * @param lease the number of the writer's lease
   * @param id unique, so that no other process writes the same file
   */
  private record Content(int version, long lease, String id, RunState state) {
    static final int VERSION = 2;
  }

  private final Warehouse warehouse;
  private final String runId;

  private RunStates(Warehouse warehouse, String runId) {
    this.warehouse = warehouse;
    this.runId = runId;
  }

  static RunStates of(Warehouse warehouse, String runId) {
    return new RunStates(warehouse, runId);
  }

  /** A state and its number; 0 is a state of version 0.1.0. */
  record Numbered(long number, RunState state) {}

  /** The newest state of every run of the warehouse, by run. */
  static Map<String, RunState> newest(Warehouse warehouse) throws IOException {
    Map<String, Long> numbers = new TreeMap<>();
    for (StoredFile file : warehouse.storage().list(FOLDER)) {
      String run = file.name().substring(FOLDER.length() + 1).replaceFirst("/.*$", "");
      numberOf(file).ifPresent(number -> numbers.merge(run, number, Math::max));
    }

    Map<String, RunState> states = new TreeMap<>();
    for (String run : warehouse.storage().folders(Warehouse.RUNS)) {
      if (!numbers.containsKey(run)) {
        OlderRunState.read(warehouse, run).ifPresent(state -> states.put(run, state));
      }
    }

    numbers.entrySet().parallelStream()
        .map(entry -> of(warehouse, entry.getKey()).read(entry.getValue()))
        .flatMap(Optional::stream)
        .forEach(
            state -> {
              synchronized (states) {
                states.put(state.id(), state);
              }
            });
    return states;
  }

  /** The newest state, if the run was ever begun. */
  Optional<Numbered> newest() {
    try {
      List<Long> numbers = numbers();
      if (numbers.isEmpty()) {
        return OlderRunState.read(warehouse, runId).map(state -> new Numbered(0, state));
      }

      long number = numbers.get(numbers.size() - 1);
      return read(number).map(state -> new Numbered(number, state));
    } catch (IOException e) {
      throw warehouse.cannotRead(e);
    }
  }

  /**
   * Puts the state after number {@code known}.
   *
   * @return its number
   * @throws WordsightException exit code 7 where another process has put one in the meantime
   */
  long append(long known, RunState state, Lease lease) {
    lease.requireHeld();
    long next = known + 1;
    if (!put(next, state, lease)) {
      throw lease.lost();
    }

    return next;
  }

  /**
   * Takes the number of the next state, so that an earlier holder of the lease cannot put a state
   * there.
   */
  void fence(Lease lease) {
    Optional<Numbered> newest = newest();
    while (newest.isPresent() && !put(newest.get().number() + 1, newest.get().state(), lease)) {
      // The earlier holder has just put a state. That state counts as published, and the number
      // after it is taken.
      newest = newest();
    }
  }

  /** Whether this state is now the newest. */
  private boolean put(long number, RunState state, Lease lease) {
    try {
      Content content =
          new Content(Content.VERSION, lease.number(), UUID.randomUUID().toString(), state);
      byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
      boolean put = putIfAbsent(name(number), bytes, lease);
      List<Long> numbers = numbers();
      return put && numbers.get(numbers.size() - 1) == number;
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  private boolean putIfAbsent(String name, byte[] bytes, Lease lease) throws IOException {
    try {
      return warehouse.storage().putIfAbsent(name, bytes);
    } catch (SlowPutException e) {
      // The file is there. Another process can have put it too only after it took the lease.
      lease.requireHeld();
      return true;
    }
  }

  /** The files of states that a later one has replaced. */
  List<StoredFile> older() throws IOException {
    List<Long> numbers = numbers();
    List<StoredFile> older = new ArrayList<>();
    for (StoredFile file : warehouse.storage().list(FOLDER + "/" + runId)) {
      if (numberOf(file).filter(n -> n < numbers.get(numbers.size() - 1)).isPresent()) {
        older.add(file);
      }
    }

    return older;
  }

  /** Removes replaced states and the states of version 0.1.0. */
  void removeOlder() {
    try {
      Storage storage = warehouse.storage();
      for (StoredFile file : older()) {
        storage.delete(file.name());
      }

      OlderRunState.remove(warehouse, runId);
    } catch (IOException e) {
      throw warehouse.cannotWrite(e);
    }
  }

  private Optional<RunState> read(long number) {
    String file = warehouse.storage().location(name(number));
    try {
      Optional<byte[]> bytes = warehouse.storage().read(name(number));
      if (bytes.isEmpty()) {
        // A later state has replaced it in the meantime.
        return newest().map(Numbered::state);
      }

      JsonNode tree = JSON.readTree(bytes.get());
      if (!tree.path("state").isObject()) {
        throw new IOException("it holds no state");
      }

      int version = tree.path("version").asInt();
      if (version > Content.VERSION) {
        throw Versions.tooNew(file, version, Content.VERSION);
      }

      return Optional.of(JSON.treeToValue(tree, Content.class).state());
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read " + file + ": it is not the state of a run (" + IoReason.of(e) + ").", e);
    }
  }

  private List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (StoredFile file : warehouse.storage().list(FOLDER + "/" + runId)) {
      numberOf(file).ifPresent(numbers::add);
    }

    numbers.sort(null);
    return numbers;
  }

  private static Optional<Long> numberOf(StoredFile file) {
    String name = file.lastName();
    return name.matches("\\d{8,18}" + END)
        ? Optional.of(Long.parseLong(name.substring(0, name.length() - END.length())))
        : Optional.empty();
  }

  private String name(long number) {
    return "%s/%s/%08d%s".formatted(FOLDER, runId, number, END);
  }
}
