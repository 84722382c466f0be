package org.wordsight.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Sha256;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorSource;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * Checkpoints in a folder of a store, one file each: {@code step-NNNNNN-<sha256>.safetensors}. A
 * file has the parameters and both moments; its metadata has the step and the run's fingerprint.
 * The last two are kept. If the last is damaged, the earlier one is used. An adapter that was the
 * best so far is {@code best-NNNNNN-<sha256>.safetensors}.
 */
public final class StoredCheckpoints implements CheckpointStore {
  private static final String FORMAT = "wordsight-training-state/2";
  private static final Pattern NAME =
      Pattern.compile("step-(\\d{6,9})-([0-9a-f]{64})\\.safetensors");
  private static final Pattern BEST =
      Pattern.compile("best-(\\d{6,9})-([0-9a-f]{64})\\.safetensors");
  private static final String PARAMETERS = "parameters";
  private static final int KEPT = 2;

  private final Storage storage;
  private final String folder;
  private final Fingerprint fingerprint;
  private final Consumer<String> messages;

  /**
   * @param folder a folder that only these checkpoints use
   * @param fingerprint of everything that decides the run's numbers. A checkpoint of another run is
   *     refused. A checkpoint of another machine is continued with a message
   * @param messages receives messages for people
   */
  public StoredCheckpoints(
      Storage storage, String folder, Fingerprint fingerprint, Consumer<String> messages) {
    this.storage = storage;
    this.folder = folder;
    this.fingerprint = fingerprint;
    this.messages = messages;
  }

  /** A checkpoint's file, with the facts in its name. */
  private record Saved(StoredFile file, int stepsDone, String sha256) {
    static Optional<Saved> of(StoredFile file) {
      Matcher name = NAME.matcher(file.lastName());
      return name.matches()
          ? Optional.of(new Saved(file, Integer.parseInt(name.group(1)), name.group(2)))
          : Optional.empty();
    }
  }

  @Override
  public Optional<TrainingState> newest() {
    try {
      for (Saved saved : newestFirst()) {
        Optional<TrainingState> state = read(saved);
        if (state.isPresent()) {
          return state;
        }

        messages.accept(
            "Checkpoint "
                + storage.location(saved.file().name())
                + " is damaged (its SHA-256 is not that of its name): going on from the one"
                + " before.");
      }

      return Optional.empty();
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot continue training from "
              + storage.location(folder)
              + ": "
              + IoReason.of(e)
              + ". Delete the folder to train this adapter from the beginning.",
          e);
    }
  }

  private List<Saved> newestFirst() throws IOException {
    return storage.list(folder).stream()
        .flatMap(file -> Saved.of(file).stream())
        .sorted(Comparator.comparingInt(Saved::stepsDone).reversed())
        .toList();
  }

  /** The state; absent if the file is damaged. */
  private Optional<TrainingState> read(Saved saved) throws IOException {
    return verified(saved.file(), saved.sha256(), local -> read(saved, local));
  }

  private <T> Optional<T> verified(StoredFile file, String sha256, Function<Path, T> reading)
      throws IOException {
    Path local = Files.createTempFile("wordsight-checkpoint", ".safetensors");
    try {
      try (InputStream in = storage.open(file.name())) {
        Files.copy(in, local, StandardCopyOption.REPLACE_EXISTING);
      }

      return Sha256.ofFile(local).equals(sha256)
          ? Optional.of(reading.apply(local))
          : Optional.empty();
    } finally {
      Files.delete(local);
    }
  }

  private TrainingState read(Saved saved, Path local) {
    try (SafetensorsFile tensors = SafetensorsFile.open(local)) {
      Fingerprint.Changes changes =
          fingerprint.changesSince(tensors.metadata().getOrDefault("fingerprint", ""));
      if (!changes.ofTheRun().isEmpty()) {
        throw WordsightException.input(
            "Cannot continue training from "
                + storage.location(saved.file().name())
                + ": "
                + String.join("; ", changes.all())
                + ". Restore what has changed, or delete the folder to train this adapter from the"
                + " beginning.");
      }

      if (!changes.ofTheMachine().isEmpty()) {
        messages.accept(
            "Training goes on after step %,d, from %s, on another machine: %s. Later steps may differ in their last bits from those of the earlier machine. Column machine of table train_steps names the machine of each step."
                .formatted(
                    saved.stepsDone(),
                    storage.location(saved.file().name()),
                    String.join("; ", changes.ofTheMachine())));
      }

      return new TrainingState(
          saved.stepsDone(),
          FloatBuffer.wrap(tensors.floats(PARAMETERS)),
          FloatBuffer.wrap(tensors.floats("first_moments")),
          FloatBuffer.wrap(tensors.floats("second_moments")));
    }
  }

  @Override
  public void save(TrainingState state) {
    put(
        "step-%06d-%s.safetensors",
        state.stepsDone(),
        List.of(
            vector(PARAMETERS, state.parameters()),
            vector("first_moments", state.firstMoments()),
            vector("second_moments", state.secondMoments())));
    try {
      for (Saved older : newestFirst().stream().skip(KEPT).toList()) {
        storage.delete(older.file().name());
      }
    } catch (IOException e) {
      throw cannotSave(e);
    }
  }

  @Override
  public void saveBest(int step, FloatBuffer parameters) {
    put("best-%06d-%s.safetensors", step, List.of(vector(PARAMETERS, parameters)));
  }

  private void put(String namePattern, int stepsDone, List<TensorSource> tensors) {
    try {
      Path local = Files.createTempFile("wordsight-checkpoint", ".safetensors");
      try {
        SafetensorsWriter.write(
            local,
            Map.of(
                "format", FORMAT,
                "steps_done", Integer.toString(stepsDone),
                "fingerprint", fingerprint.text()),
            tensors);
        String name = namePattern.formatted(stepsDone, Sha256.ofFile(local));
        storage.put(folder + "/" + name, local);
      } finally {
        Files.delete(local);
      }
    } catch (IOException e) {
      throw cannotSave(e);
    }
  }

  private WordsightException cannotSave(IOException e) {
    return WordsightException.input(
        "Cannot save a checkpoint in "
            + storage.location(folder)
            + ": "
            + IoReason.of(e)
            + ". Check the disk and its permissions, then start again: it continues.",
        e);
  }

  @Override
  public float[] best(int step) {
    try {
      for (StoredFile file : storage.list(folder)) {
        Matcher name = BEST.matcher(file.lastName());
        if (name.matches() && Integer.parseInt(name.group(1)) == step) {
          Optional<float[]> parameters = verified(file, name.group(2), this::parameters);
          if (parameters.isPresent()) {
            return parameters.get();
          }
        }
      }
      throw new IOException("there is no undamaged file of step " + step);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read the best adapter in "
              + storage.location(folder)
              + ": "
              + IoReason.of(e)
              + ". Delete the folder to train this adapter from the beginning.",
          e);
    }
  }

  private float[] parameters(Path local) {
    try (SafetensorsFile tensors = SafetensorsFile.open(local)) {
      return tensors.floats(PARAMETERS);
    }
  }

  private static TensorSource vector(String name, FloatBuffer values) {
    return TensorSource.floats(name, values, values.remaining());
  }
}
