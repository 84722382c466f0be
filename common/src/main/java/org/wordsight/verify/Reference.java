package org.wordsight.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.IoReason;
import org.wordsight.error.JsonProblem;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.json.Json;
import org.wordsight.safetensors.SafetensorsFile;
import org.wordsight.safetensors.TensorEntry;
import org.wordsight.vision.PillowRelease;

/** A reference folder, open for reading. */
final class Reference implements AutoCloseable {
  private static final String FORMAT = "wordsight-reference/1";

  private final Path folder;
  private final JsonNode json;
  private final Optional<SafetensorsFile> tensors;

  private Reference(Path folder, JsonNode json, Optional<SafetensorsFile> tensors) {
    this.folder = folder;
    this.json = json;
    this.tensors = tensors;
  }

  /**
   * @throws WordsightException if the folder has no reference of our format
   */
  static Reference open(Path folder) {
    Path file = folder.resolve("reference.json");
    if (!Files.exists(file)) {
      throw WordsightException.input(
          "Cannot verify against "
              + folder
              + ": it has no reference.json. Give a reference folder.");
    }
    JsonNode json = read(file);
    if (!json.path("format").asText().equals(FORMAT)) {
      throw WordsightException.input(
          "Cannot verify against "
              + file
              + ": its format is "
              + json.path("format")
              + ", expected \""
              + FORMAT
              + "\". Make the reference again.");
    }
    Path weights = folder.resolve("reference.safetensors");
    return new Reference(
        folder,
        json,
        Files.exists(weights) ? Optional.of(SafetensorsFile.open(weights)) : Optional.empty());
  }

  private static JsonNode read(Path file) {
    try {
      return Json.mapper().readTree(InputFile.bytes(file, FileKind.REFERENCE));
    } catch (JsonProcessingException e) {
      throw WordsightException.input(
          "Cannot read "
              + file
              + ": it is no JSON ("
              + JsonProblem.of(e)
              + "). Make the reference again.",
          e);
    } catch (IOException e) {
      throw WordsightException.input("Cannot read " + file + ": " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * A path that the reference names.
   *
   * @throws WordsightException if the text is no path
   */
  Path path(String relative) {
    try {
      return folder.resolve(relative);
    } catch (InvalidPathException e) {
      throw WordsightException.input(
          "Cannot verify against %s: a path in reference.json is \"%s\", expected the path of a file (%s). Make the reference again."
              .formatted(folder, e.getInput().replace("\0", "\\0"), e.getReason()),
          e);
    }
  }

  /** The checkpoint that is part of the reference. */
  Optional<Path> checkpoint() {
    return Optional.ofNullable(json.path("checkpoint").textValue()).map(this::path);
  }

  /** The {@code model_type} of the reference's checkpoint; empty if there is none. */
  Optional<String> architecture() {
    return Optional.ofNullable(json.path("architecture").textValue());
  }

  PillowRelease pillow() {
    return PillowRelease.of(json.path("made_with").path("pillow").asText(""));
  }

  List<ReferenceCase> cases() {
    List<ReferenceCase> cases = new ArrayList<>();
    json.path("cases").forEach(each -> cases.add(ReferenceCase.of(each)));
    return cases;
  }

  ReferenceCase named(String name) {
    return cases().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                WordsightException.input(
                    "Cannot find case " + name + " in the reference. Make the reference again."));
  }

  float[] floats(String key) {
    return file().floats(key);
  }

  byte[] bytes(String key) {
    return file().bytes(key);
  }

  long[] shape(String key) {
    return file().entry(key).dimensions();
  }

  /** A tensor of whole numbers. */
  long[] integers(String key) {
    TensorEntry entry = file().entry(key);
    ByteBuffer bytes = ByteBuffer.wrap(bytes(key)).order(ByteOrder.LITTLE_ENDIAN);
    long[] numbers = new long[Math.toIntExact(entry.elements())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (entry.dtype()) {
            case I64 -> bytes.getLong();
            case U8 -> bytes.get() & 0xff;
            default -> bytes.getInt();
          };
    }
    return numbers;
  }

  private SafetensorsFile file() {
    return tensors.orElseThrow(
        () ->
            WordsightException.input(
                "Cannot verify against " + folder + ": it has no reference.safetensors."));
  }

  @Override
  public void close() {
    tensors.ifPresent(SafetensorsFile::close);
  }
}
