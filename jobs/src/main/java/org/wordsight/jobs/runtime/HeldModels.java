package org.wordsight.jobs.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.wordsight.config.ModelConfig;
import org.wordsight.jobs.runtime.ModelHolder.Companion;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

/** The loaded models of a JVM. Not thread-safe. */
final class HeldModels {
  /** Decides whether a model is loaded beside those that are loaded already. */
  @FunctionalInterface
  interface Room {
    boolean isThereFor(ModelConfig config, Device device, Purpose purpose);
  }

  private record Held(
      ModelConfig config, Device device, LoadedModel model, Map<String, Companion> companions) {

    boolean serves(ModelConfig wanted, Device where, Purpose purpose) {
      return config.equals(wanted) && device.equals(where) && model.serves(purpose);
    }

    void closeCompanions() {
      companions.values().forEach(Companion::close);
      companions.clear();
    }

    void close() {
      closeCompanions();
      model.close();
    }
  }

  private final Room room;

  /** The model that was used last comes first. */
  private final Deque<Held> held = new ArrayDeque<>();

  /** The innermost use comes first. */
  private final Deque<Held> inUse = new ArrayDeque<>();

  HeldModels(Room room) {
    this.room = room;
  }

  /** Loads the model if it is not loaded, and works with it. */
  <T> T use(ModelConfig config, Device device, Purpose purpose, Function<LoadedModel, T> work) {
    Held model = model(config, device, purpose);
    inUse.push(model);
    try {
      return work.apply(model.model);
    } catch (RuntimeException e) {
      throw DeviceMemory.explained(e, device, doing(purpose), advice(purpose));
    } finally {
      inUse.pop();
    }
  }

  private Held model(ModelConfig config, Device device, Purpose purpose) {
    Optional<Held> found =
        held.stream().filter(each -> each.serves(config, device, purpose)).findFirst();
    if (purpose == Purpose.LEARN) {
      // Training need not compute again what it can keep in memory.
      while (held.stream().anyMatch(each -> found.filter(each::equals).isEmpty())) {
        closeOldest(found);
      }
    }
    while (found.isEmpty() && !held.isEmpty() && !room.isThereFor(config, device, purpose)) {
      closeOldest(found);
    }
    if (found.isEmpty()) {
      // The next model may take memory that companions expect to have.
      held.stream().filter(each -> !inUse.contains(each)).forEach(Held::closeCompanions);
    }
    Held model = found.orElseGet(() -> load(config, device, purpose));
    held.remove(model);
    held.push(model);
    return model;
  }

  private static Held load(ModelConfig config, Device device, Purpose purpose) {
    try {
      return new Held(
          config,
          device,
          LoadedModel.load(Inputs.folder(config), config.precision(), device, purpose),
          new HashMap<>());
    } catch (RuntimeException e) {
      throw DeviceMemory.explained(
          e,
          device,
          "load " + config.name(),
          "End other processes that use this GPU, or use one with more memory.");
    }
  }

  /** Closes the model that was not used for the longest time. */
  private void closeOldest(Optional<Held> except) {
    for (Iterator<Held> oldest = held.descendingIterator(); oldest.hasNext(); ) {
      Held each = oldest.next();
      if (!inUse.contains(each) && except.filter(each::equals).isEmpty()) {
        oldest.remove();
        each.close();
        return;
      }
    }

    throw new IllegalStateException("the model in use cannot be replaced: " + inUse.peek().config);
  }

  /** The companion under this key for the model in use. It is made if there is none. */
  <C extends Companion> C companion(Class<C> type, String key, Supplier<C> making) {
    Map<String, Companion> companions = inUse.element().companions;
    Companion companion = companions.get(key);
    if (companion == null) {
      companion = making.get();
      companions.put(key, companion);
    }

    return type.cast(companion);
  }

  /** Closes all models. */
  void close() {
    held.forEach(Held::close);
    held.clear();
  }

  private static String doing(Purpose purpose) {
    return switch (purpose) {
      case ANSWER -> "answer";
      case LEARN -> "train an adapter";
    };
  }

  /** The advice on the keys that can be lowered without beginning another run. */
  private static String advice(Purpose purpose) {
    return switch (purpose) {
      case ANSWER ->
          "Lower gpu.answerBudgetBytes, the memory for answers beside the weights (0 takes most of"
              + " what is free): the same command then continues the run.";
      case LEARN ->
          "Lower training.memoryBudgetBytes, the memory for what backward needs (0 takes most of"
              + " what is free; 1 keeps nothing): the same command then continues the run, with"
              + " the same bits. A smaller training.microBatchTokens needs less too, but begins"
              + " another run.";
    };
  }
}
