package org.wordsight.jobs.training;

import java.util.Optional;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.train.HeldState;

/**
 * The state of one training in this JVM, beside the model. It stays after a task has ended, so that
 * the next attempt continues from it. Another training replaces it.
 */
final class HeldTraining implements ModelHolder.Companion {
  private static final String KEY = "training";

  private record Named(String training, HeldState state) {}

  private Optional<Named> held = Optional.empty();

  /** The held training of the model in use. */
  static HeldTraining ofModelInUse() {
    return ModelHolder.companion(HeldTraining.class, KEY, HeldTraining::new);
  }

  /** The state of a training. If this JVM has none, a new state without steps. */
  HeldState of(String training) {
    if (held.filter(named -> named.training().equals(training)).isEmpty()) {
      close();
      held = Optional.of(new Named(training, new HeldState()));
    }
    return held.orElseThrow().state();
  }

  @Override
  public void close() {
    held.ifPresent(named -> named.state().close());
    held = Optional.empty();
  }
}
