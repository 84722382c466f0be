package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.PeftFolder;

/**
 * The folder that an export, or a batch of requests, writes. Files are made in a folder inside that
 * folder, and moved up after they were checked. A loader reads some files first; they are moved
 * last.
 */
final class ExportFolder {
  private static final String UNFINISHED = ".unfinished";

  /** Loaders read one of these first. */
  private static final Set<String> LAST = Set.of("config.json", PeftFolder.CONFIG);

  private final Path folder;
  private final String act;
  private final boolean existed;

  private ExportFolder(Path folder, String act, boolean existed) {
    this.folder = folder;
    this.act = act;
    this.existed = existed;
  }

  /**
   * Makes the folder, if it does not exist. Files that a killed process left in it are removed.
   *
   * @param act what is done with the folder, for messages: "export to"
   * @throws WordsightException exit code 2 where the path is no folder, or the folder is not empty;
   *     3 where the folder cannot be made
   */
  static ExportFolder make(Path folder, String act) {
    boolean existed = Files.exists(folder);
    ExportFolder made = new ExportFolder(folder, act, existed);
    if (existed) {
      made.requireEmpty();
    }

    try {
      FileUtils.deleteDirectory(made.unfinished().toFile());
      Files.createDirectories(made.unfinished());
      return made;
    } catch (IOException e) {
      throw made.cannotWrite(e);
    }
  }

  private void requireEmpty() {
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> !entry.equals(unfinished()))) {
        throw WordsightException.usage(
            "Cannot " + act + " " + folder + ": it is not empty. Choose a new folder for --out.");
      }
    } catch (IOException e) {
      throw WordsightException.usage(
          "Cannot " + act + " " + folder + ": it is no folder. Choose another --out.");
    }
  }

  /** The folder in which files are made. */
  Path unfinished() {
    return folder.resolve(UNFINISHED);
  }

  /** Moves the files to their place. If one file cannot be moved, none stays there. */
  void finish() {
    List<Path> moved = new ArrayList<>();
    try {
      List<Path> files;
      try (Stream<Path> made = Files.list(unfinished())) {
        files = made.sorted(Comparator.comparing(ExportFolder::comesLast)).toList();
      }

      for (Path file : files) {
        Path place = folder.resolve(file.getFileName());
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        moved.add(place);
      }

      Files.delete(unfinished());
    } catch (IOException e) {
      WordsightException cannotWrite = cannotWrite(e);
      moved.forEach(file -> remove(file, cannotWrite));
      throw cannotWrite;
    }
  }

  private static void remove(Path file, WordsightException because) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  private static boolean comesLast(Path file) {
    return LAST.contains(file.getFileName().toString());
  }

  /** Removes the files that were made, and the folder if it is new. */
  void discard() {
    try {
      FileUtils.deleteDirectory(unfinished().toFile());
      if (!existed) {
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  WordsightException cannotWrite(IOException e) {
    return WordsightException.input(
        "Cannot write " + folder + ": " + IoReason.of(e) + ". Choose another --out.", e);
  }
}
