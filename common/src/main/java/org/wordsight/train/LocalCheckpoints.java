package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wordsight.error.WordsightException;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.SafetensorsWriter;
import org.wordsight.safetensors.TensorSource;

/**
 * Checkpoints in a local folder, one subfolder {@code step-NNNNNN} each. {@code state.safetensors}
 * has the parameters and both moments. {@code state.json} has the step and the fingerprint of the
 * run. A subfolder is written under another name, forced to disk, then renamed.
 */
public final class LocalCheckpoints implements CheckpointStore {
  private static final String FORMAT = "wordsight-training-state/1";
  private static final Pattern NAME = Pattern.compile("step-\\d{6,}");
  private static final String TENSORS = "state.safetensors";
  private static final String DESCRIPTION = "state.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String fingerprint;

  /**
   * @param folder of these checkpoints alone; the first checkpoint makes it
   * @param fingerprint of everything that decides the run's numbers
   */
  public LocalCheckpoints(Path folder, String fingerprint) {
    this.folder = folder;
    this.fingerprint = fingerprint;
  }

  @Override
  public Optional<TrainingState> newest() {
    try {
      List<Path> saved = saved();
      return saved.isEmpty() ? Optional.empty() : Optional.of(read(saved.get(saved.size() - 1)));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private List<Path> saved() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
          .sorted(Comparator.comparing(LocalCheckpoints::step))
          .toList();
    }
  }

  private static int step(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("step-".length()));
  }

  private TrainingState read(Path checkpoint) throws IOException {
    JsonNode description = JSON.readTree(checkpoint.resolve(DESCRIPTION).toFile());
    if (!description.path("format").asText().equals(FORMAT)) {
      throw unreadable(checkpoint, new IOException("its format is " + description.path("format")));
    }
    if (!description.path("fingerprint").asText().equals(fingerprint)) {
      throw WordsightException.input(
          "Cannot continue training from "
              + checkpoint
              + ": it was made with another model, other samples or other settings. Restore them,"
              + " or delete the folder to train this adapter from the beginning.");
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(checkpoint.resolve(TENSORS))) {
      return new TrainingState(
          description.path("steps_done").asInt(),
          tensors.floats("parameters"),
          tensors.floats("first_moments"),
          tensors.floats("second_moments"));
    }
  }

  @Override
  public void save(TrainingState state) {
    String name = String.format("step-%06d", state.stepsDone());
    try {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve("unfinished-" + name);
      deleteTree(unfinished);
      Files.createDirectory(unfinished);
      write(unfinished, state);
      Path finished = folder.resolve(name);
      deleteTree(finished);
      Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      for (Path older : saved()) {
        if (step(older) != state.stepsDone()) {
          deleteTree(older);
        }
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot save a checkpoint in "
              + folder
              + ": "
              + e.getMessage()
              + ". Check the disk and its permissions, then start again: it continues.",
          e);
    }
  }

  private void write(Path unfinished, TrainingState state) throws IOException {
    SafetensorsWriter.write(
        unfinished.resolve(TENSORS),
        Map.of(),
        List.of(
            vector("parameters", state.parameters()),
            vector("first_moments", state.firstMoments()),
            vector("second_moments", state.secondMoments())));
    ObjectNode description = JSON.createObjectNode();
    description.put("format", FORMAT);
    description.put("steps_done", state.stepsDone());
    description.put("fingerprint", fingerprint);
    Path file = unfinished.resolve(DESCRIPTION);
    Files.writeString(file, description.toPrettyString() + "\n", UTF_8);
    force(file);
    force(unfinished);
  }

  private static TensorSource vector(String name, float[] values) {
    return TensorSource.floats(name, values, values.length);
  }

  /** Forces a file, or a folder's entries, to disk. */
  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  private static WordsightException unreadable(Path path, IOException e) {
    return WordsightException.input(
        "Cannot continue training from "
            + path
            + ": "
            + e.getMessage()
            + ". Delete the folder to train this adapter from the beginning.",
        e);
  }
}
