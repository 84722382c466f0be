package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for container images, and the folder of libtorch in the images. */
class TestImages {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path IMAGES = REPOSITORY.resolve("submit/images");
  private static final List<String> CUDA_PARTS =
      List.of("libc10.so", "libc10_cuda.so", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so");

  @TempDir private Path folder;
  private Path jars;
  private Path site;
  private Path out;

  private record Outcome(int status, String output) {}

  @BeforeEach
  void prepare() throws IOException {
    out = folder.resolve("out");
    jars = Files.createDirectory(folder.resolve("jars"));
    jar(
        "pytorch-jni-2.7.1-0.35.1.jar",
        Map.of(
            "jnilib/pytorch.properties", "jni_version=2.7.1-0.35.1",
            "jnilib/linux-x86_64/cpu/libdjl_torch.so", "the bridge for CPUs",
            "jnilib/linux-x86_64/cu128/libdjl_torch.so", "the bridge for CUDA"));
    jar(
        "pytorch-native-cpu-2.7.1-linux-x86_64.jar",
        Map.of(
            "pytorch/cpu/linux-x86_64/libtorch.so", "torch",
            "pytorch/cpu/linux-x86_64/libtorch_cpu.so", "torch for CPUs"));
    site = folder.resolve("site-packages");
    for (String part : CUDA_PARTS) {
      file(site.resolve("torch/lib").resolve(part), part);
    }
    file(site.resolve("torch/version.py"), "__version__ = '2.7.1+cu126'\n");
    file(site.resolve("nvidia/cuda_runtime/lib/libcudart.so.12"), "cudart");
    file(site.resolve("nvidia/cublas/lib/libcublas.so.12"), "cublas");
    file(site.resolve("nvidia/cudnn/lib/libcudnn.so.9"), "cudnn");
    file(site.resolve("cusparselt/lib/libcusparseLt.so.0"), "cusparselt");
  }

  private static void file(Path path, String content) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private void jar(String name, Map<String, String> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jars.resolve(name));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static Outcome run(Map<String, String> environment, Path script, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output);
  }

  private static Outcome libtorch(Object... arguments) throws IOException, InterruptedException {
    return run(Map.of(), IMAGES.resolve("libtorch.sh"), arguments);
  }

  @Test
  void linksALibtorchForCudaBesideItsJniLibrary() throws IOException, InterruptedException {
    Outcome outcome = libtorch("cuda", jars, out, site);
    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                0,
                "libtorch 2.7.1 for cu128: %s/lib (6 libraries); its environment: %s/environment"
                    .formatted(out, out)));
    for (String part : CUDA_PARTS) {
      assertThat(out.resolve("lib").resolve(part)).isSymbolicLink().hasContent(part);
    }
    assertThat(out.resolve("lib/libdjl_torch.so")).hasContent("the bridge for CUDA");
    assertThat(out.resolve("cuda/libcudart.so.12")).isSymbolicLink().hasContent("cudart");
    assertThat(out.resolve("cuda/libcudnn.so.9")).hasContent("cudnn");
    assertThat(out.resolve("cuda/libcusparseLt.so.0")).hasContent("cusparselt");
    assertThat(out.resolve("environment"))
        .hasContent(
            """
            PYTORCH_LIBRARY_PATH=%s/lib
            PYTORCH_VERSION=2.7.1
            PYTORCH_FLAVOR=cu128
            LD_LIBRARY_PATH=%s/cuda
            DJL_OFFLINE=true
            OPT_OUT_TRACKING=true
            """
                .formatted(out, out));
  }

  @Test
  void unpacksALibtorchForCpus() throws IOException, InterruptedException {
    assertThat(libtorch("cpu", jars, out).status()).isZero();
    assertThat(out.resolve("lib/libtorch_cpu.so")).hasContent("torch for CPUs");
    assertThat(out.resolve("lib/libdjl_torch.so")).hasContent("the bridge for CPUs");
    assertThat(out.resolve("environment"))
        .content()
        .contains("PYTORCH_FLAVOR=cpu\n")
        .doesNotContain("LD_LIBRARY_PATH");
  }

  @Test
  void refusesATorchOfAnotherRelease() throws IOException, InterruptedException {
    file(site.resolve("torch/version.py"), "__version__ = '2.11.0+cu130'\n");
    assertThat(libtorch("cuda", jars, out, site))
        .isEqualTo(
            new Outcome(
                3,
                "Cannot make a folder of libtorch: %s holds torch 2.11.0, expected 2.7.1, for which the JNI library was built. Install torch==2.7.1."
                    .formatted(site)));
  }

  @Test
  void namesMissingParts() throws IOException, InterruptedException {
    Files.delete(site.resolve("nvidia/cudnn/lib/libcudnn.so.9"));
    assertThat(libtorch("cuda", jars, out, site).output()).contains("holds no libcudnn.so");
    Files.delete(site.resolve("torch/lib/libtorch_cuda.so"));
    assertThat(libtorch("cuda", jars, out, site).output())
        .contains("holds no libtorch_cuda.so, expected a torch for CUDA");
    Files.delete(jars.resolve("pytorch-jni-2.7.1-0.35.1.jar"));
    Outcome outcome = libtorch("cpu", jars, out);
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.output()).contains("holds no pytorch-jni-*.jar");
    assertThat(libtorch("gpu", jars, out).status()).isEqualTo(2);
    assertThat(libtorch("cuda", jars, out, folder.resolve("nowhere")).status()).isEqualTo(3);
  }

  @Test
  void haveTheBuildsVersionsAndTheEnvironmentThatTheScriptWrites()
      throws IOException, InterruptedException {
    String dockerfile = Files.readString(IMAGES.resolve("Dockerfile"));
    String pom = Files.readString(REPOSITORY.resolve("pom.xml"));
    String libtorch = property(pom, "libtorch.version");
    assertThat(dockerfile)
        .contains("torch==" + libtorch)
        .contains("apache/spark:%s-scala2.12-java17".formatted(property(pom, "spark.version")));
    assertThat(libtorch("cuda", jars, out, site).status()).isZero();
    for (String line : Files.readAllLines(out.resolve("environment"))) {
      assertThat(dockerfile).contains(line.replace(out.toString(), "/opt/libtorch"));
    }
  }

  @Test
  void copyOnlyFilesOfTheRepository() throws IOException {
    String dockerfile = Files.readString(IMAGES.resolve("Dockerfile"));
    Matcher copies = Pattern.compile("(?m)^COPY ([^-\\s]\\S*) \\S+$").matcher(dockerfile);
    List<String> sources = new ArrayList<>();
    while (copies.find()) {
      sources.add(copies.group(1));
    }
    assertThat(sources).contains("pom.xml", "common", "jobs", "conf", "submit");
    assertThat(sources).allSatisfy(source -> assertThat(REPOSITORY.resolve(source)).exists());
    assertThat(dockerfile).contains("AS cpu\n", "AS cuda\n");
  }

  @Test
  void areBuiltByOneCommand() throws IOException, InterruptedException {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path docker = programs.resolve("docker");
    file(docker, "#!/bin/sh\nprintf '%s ' \"$@\"\n");
    assertThat(docker.toFile().setExecutable(true)).isTrue();
    Map<String, String> path = Map.of("PATH", programs + ":" + System.getenv("PATH"));
    Outcome built = run(path, IMAGES.resolve("build"), "cuda", "here/wordsight:1");
    assertThat(built.status()).isZero();
    assertThat(built.output())
        .startsWith("build --target cuda --tag here/wordsight:1 --build-arg REVISION=")
        .endsWith("--file %s/Dockerfile %s".formatted(IMAGES, REPOSITORY));
    assertThat(run(path, IMAGES.resolve("build"), "tpu"))
        .isEqualTo(
            new Outcome(
                2,
                "Cannot build an image: the kind is tpu, expected cpu or cuda. Run submit/images/build cpu|cuda [TAG]."));
  }

  private static Outcome verified(String folder, String flavour)
      throws IOException, InterruptedException {
    return run(
        Map.of(
            "PYTORCH_LIBRARY_PATH", folder, "PYTORCH_FLAVOR", flavour, "WORDSIGHT_BUILD", "never"),
        REPOSITORY.resolve("submit/wordsight"),
        "verify");
  }

  @Test
  void theLauncherNamesTheMissingPartsOfALibtorch() throws IOException, InterruptedException {
    assertThat(verified("/nowhere:" + out, "cpu"))
        .isEqualTo(
            new Outcome(
                5,
                "Cannot find the native library: PYTORCH_LIBRARY_PATH is /nowhere:%s, expected the folder of a libtorch (libtorch.so and others). Correct it, or leave it out to use libtorch for CPUs."
                    .formatted(out)));
    assertThat(libtorch("cpu", jars, out).status()).isZero();
    String lib = out + "/lib";
    assertThat(verified(lib, ""))
        .isEqualTo(
            new Outcome(
                5,
                "Cannot choose the native library: PYTORCH_FLAVOR is not set, expected the flavour of the libtorch in %s (cpu, cu128). Set it."
                    .formatted(lib)));
    assertThat(verified(lib, "cu128").output())
        .startsWith("Cannot use a GPU: %s holds no libtorch_cuda.so".formatted(lib));
    assertThat(verified("/nowhere:" + lib, "cpu").output())
        .startsWith("Native library: libtorch 2.7.1 for cpu in " + lib);
  }

  private static String property(String pom, String name) {
    Matcher value = Pattern.compile("<%s>([^<]+)</".formatted(Pattern.quote(name))).matcher(pom);
    assertThat(value.find()).isTrue();
    return value.group(1);
  }
}
