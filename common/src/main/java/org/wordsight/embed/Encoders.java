package org.wordsight.embed;

import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** Loads sentence encoders. This class names no class of ONNX Runtime, which may be absent. */
public final class Encoders {
  private Encoders() {}

  /**
   * Loads a sentence encoder. The caller closes it.
   *
   * @param path a folder, or a jar of langchain4j's all-MiniLM-L6-v2; absent if such a jar is on
   *     the class path
   * @throws WordsightException exit code 3 if the encoder or ONNX Runtime is missing, or if the
   *     encoder is broken; 5 if the native library of ONNX Runtime cannot be loaded
   */
  public static Embedder load(Optional<Path> path) {
    ClassLoader classPath = classPath();
    requireRuntime(classPath);
    try (EncoderFiles files = EncoderFiles.find(path, classPath)) {
      return OnnxEmbedder.load(files);
    } catch (LinkageError e) {
      throw new WordsightException(
          ExitCode.DEVICE,
          "Cannot load the native library of ONNX Runtime: %s. Use Linux on x86-64 or arm64 with glibc, or another curation.semantic.embedder."
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * The identity of a sentence encoder.
   *
   * @param path as in {@link #load}
   * @throws WordsightException exit code 3 if the encoder is missing or cannot be read
   */
  public static EmbedderIdentity identity(Optional<Path> path) {
    try (EncoderFiles files = EncoderFiles.find(path, classPath())) {
      int positions = EncoderSettings.read(files.folder()).positions();
      return EmbedderIdentity.ofMean("encoder", positions, files.hash());
    }
  }

  /** The class loader of the thread: Spark adds jars to a task's class path through it. */
  private static ClassLoader classPath() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread == null ? Encoders.class.getClassLoader() : ofThread;
  }

  static void requireRuntime(ClassLoader loader) {
    if (loader.getResource("ai/onnxruntime/OrtSession.class") == null) {
      throw WordsightException.input(
          "Cannot load an embedder: ONNX Runtime is not on the class path. Fetch it with submit/meaning-jars and name the jars in WORDSIGHT_JARS, or set curation.semantic.embedder to student or words.");
    }
  }
}
