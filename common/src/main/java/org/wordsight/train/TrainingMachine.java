package org.wordsight.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wordsight.model.layer.Backend;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.NativeEngine;

/**
 * The facts about a machine and its software on which the bits of a training depend, and which a
 * run file does not name. A training may be continued if one of them differs. It then says so, and
 * each step's record names the machine.
 *
 * @param device {@code gpu} with its kind, or {@code cpu} with its widest vectors and its model
 * @param library the engine and its version, and the settings that choose its kernels
 * @param threads the threads that share one operation; absent if a GPU computes
 * @param kernels the hash of the texts of the kernels
 */
public record TrainingMachine(String device, String library, String threads, String kernels) {
  private static final String DEVICE = "the device";
  private static final String LIBRARY = "the library";
  private static final String THREADS = "the threads of an operation";
  private static final String KERNELS = "the kernels";

  /** The names of the facts, in the form of {@link #fields}. */
  static final List<String> NAMES = List.of(DEVICE, LIBRARY, THREADS, KERNELS);

  private static final int SHOWN_OF_A_HASH = 12;

  /** The machine of this process. */
  public static TrainingMachine here(Backend backend, int logicalShards) {
    return of(backend, backend.threadsOfAnOperation(logicalShards));
  }

  /**
   * The machine of this process, as a worker of a gang.
   *
   * @param threadsOfAnOperation on a CPU, the number on which all workers have agreed
   */
  public static TrainingMachine inAGang(Backend backend, int threadsOfAnOperation) {
    return of(
        backend,
        backend.usesThreads()
            ? String.valueOf(threadsOfAnOperation)
            : backend.threadsOfAnOperation(1));
  }

  private static TrainingMachine of(Backend backend, String threads) {
    String choices = NativeEngine.kernelChoices(System.getenv());
    List<String> kernels = new ArrayList<>(backend.trainingKernels());
    kernels.add("adapter_state.py");
    kernels.add("dropout.py");
    if (kernels.contains("operators_own.py")) {
      kernels.add("operators.ptx");
    }
    return new TrainingMachine(
        backend.hardware(),
        NativeEngine.description() + (choices.isEmpty() ? "" : " with " + choices),
        threads,
        Kernels.sha256(kernels).substring(0, SHOWN_OF_A_HASH));
  }

  /** The facts by name, in an order that does not change. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(DEVICE, device);
    fields.put(LIBRARY, library);
    fields.put(THREADS, threads);
    fields.put(KERNELS, kernels);
    return Collections.unmodifiableMap(fields);
  }

  /** All facts in one text, in the form of the table {@code train_steps}. */
  public String text() {
    return text(fields());
  }

  static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey().replaceFirst("^the ", "") + ": " + field.getValue())
        .collect(Collectors.joining("; "));
  }
}
