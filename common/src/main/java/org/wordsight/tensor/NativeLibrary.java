package org.wordsight.tensor;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The libtorch that this process loads, found by the engine's own rules before it is loaded.
 *
 * @param version of libtorch
 * @param flavour {@code cpu}, or CUDA's version such as {@code cu128}
 * @param place the origin of libtorch, in words
 * @param bridge the origin of the JNI library, in words
 * @param missing the missing parts, each with the change to make; empty if all is found
 */
public record NativeLibrary(
    String version, String flavour, String place, String bridge, List<String> missing) {
  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";
  private static final String VERSION = "PYTORCH_VERSION";
  private static final String FLAVOUR = "PYTORCH_FLAVOR";
  private static final String MAIN = "libtorch.so";
  private static final String BRIDGE = "libdjl_torch.so";
  private static final List<String> PARTS = List.of("libtorch_cpu.so", "libc10.so");
  private static final List<String> CUDA_PARTS = List.of("libtorch_cuda.so", "libc10_cuda.so");

  public NativeLibrary {
    missing = List.copyOf(missing);
  }

  /** Finds the library by the environment, the folder that it names, and the class path. */
  public static NativeLibrary found() {
    return found(Utils::getEnvOrSystemProperty);
  }

  /**
   * @param environment gives the value of a variable, or null
   */
  static NativeLibrary found(UnaryOperator<String> environment) {
    Platform platform = Platform.detectPlatform("pytorch");
    Optional<String> asked = value(environment, FOLDER);
    Optional<Path> folder = asked.flatMap(NativeLibrary::folder);
    if (folder.isPresent()) {
      return inFolder(folder.get(), environment, platform);
    }
    List<String> missing = new ArrayList<>();
    asked.ifPresent(
        path ->
            missing.add(
                "%s is %s, a folder without %s; name the folder of a libtorch, or leave the variable out"
                    .formatted(FOLDER, path, MAIN)));
    if (platform.isPlaceholder()) {
      missing.add(
          "the class path holds no libtorch; add the jar pytorch-native-cpu, or set " + FOLDER);
      return new NativeLibrary("none", "none", "nowhere", "nowhere", missing);
    }
    return new NativeLibrary(
        release(platform.getVersion()),
        platform.getFlavor(),
        "the jar pytorch-native-" + platform.getFlavor(),
        bridgeInJar(release(platform.getVersion()), platform.getFlavor(), platform, missing),
        missing);
  }

  private static NativeLibrary inFolder(
      Path folder, UnaryOperator<String> environment, Platform platform) {
    List<String> missing = new ArrayList<>();
    String version = value(environment, VERSION).orElse(release(platform.getVersion()));
    Optional<String> given = value(environment, FLAVOUR);
    if (given.isEmpty()) {
      missing.add(
          "%s is not set; set it to the flavour of the libtorch in %s (cpu, cu128)"
              .formatted(FLAVOUR, folder));
    }
    String flavour = given.orElse("an unknown flavour");
    List<String> parts = new ArrayList<>(PARTS);
    if (flavour.startsWith("cu")) {
      parts.addAll(CUDA_PARTS);
    }
    parts.stream()
        .filter(part -> !Files.exists(folder.resolve(part)))
        .forEach(
            part ->
                missing.add(
                    "%s holds no %s; name the folder of a whole libtorch for %s with %s"
                        .formatted(folder, part, flavour, FOLDER)));
    String bridge =
        Stream.of(platform.getApiVersion() + "-" + BRIDGE, BRIDGE)
            .filter(name -> Files.exists(folder.resolve(name)))
            .findFirst()
            .map(name -> folder.resolve(name).toString())
            .orElseGet(() -> bridgeInJar(version, flavour, platform, missing));
    List<Path> files =
        Stream.concat(parts.stream().map(folder::resolve), Stream.of(Path.of(bridge)))
            .filter(Files::exists)
            .toList();
    SharedObjects.unresolved(files, folder)
        .forEach(
            name ->
                missing.add(
                    "%s is found nowhere; add its folder to LD_LIBRARY_PATH".formatted(name)));
    return new NativeLibrary(version, flavour, folder.toString(), bridge, missing);
  }

  private static String bridgeInJar(
      String version, String flavour, Platform platform, List<String> missing) {
    String resource = "jnilib/%s/%s/%s".formatted(platform.getClassifier(), flavour, BRIDGE);
    String made = release(platform.getVersion());
    boolean there = NativeLibrary.class.getClassLoader().getResource(resource) != null;
    if (there && version.equals(made)) {
      return "the jar pytorch-jni";
    }
    missing.add(
        there
            ? "the jar pytorch-jni fits libtorch %s, not %s; use that release, or put a %s that was built for yours beside it"
                .formatted(made, version, BRIDGE)
            : "the jar pytorch-jni has no JNI library for %s; set %s to cpu or cu128, or put a %s beside libtorch"
                .formatted(flavour, FLAVOUR, BRIDGE));
    return "nowhere";
  }

  /** The folder with a libtorch among those that a path names. */
  private static Optional<Path> folder(String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(one -> !one.isEmpty())
        .map(Path::of)
        .map(one -> one.endsWith(MAIN) ? one.toAbsolutePath().getParent() : one.toAbsolutePath())
        .filter(one -> Files.isRegularFile(one.resolve(MAIN)))
        .findFirst();
  }

  private static Optional<String> value(UnaryOperator<String> environment, String name) {
    return Optional.ofNullable(environment.apply(name)).filter(text -> !text.isBlank());
  }

  /** The version without the date that the jar's version may have. */
  private static String release(String version) {
    return String.valueOf(version).replaceFirst("-\\d{8}$", "");
  }

  /** Whether it is for NVIDIA's GPUs. */
  public boolean isForCuda() {
    return flavour.startsWith("cu");
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "libtorch %s for %s, from %s; JNI library from %s%s"
        .formatted(
            version,
            flavour,
            place,
            bridge,
            missing.isEmpty() ? "" : "; missing: " + String.join("; ", missing));
  }
}
