package org.wordsight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestNativeLibrary {
  @TempDir private Path folder;

  private static NativeLibrary found(Map<String, String> environment) {
    return NativeLibrary.found(environment::get);
  }

  private void libraries(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  @Test
  void isTheJarsIfNoOtherIsNamed() {
    assertThat(found(Map.of()))
        .hasToString(
            "libtorch 2.7.1 for cpu, from the jar pytorch-native-cpu; JNI library from the jar"
                + " pytorch-jni");
  }

  @Test
  void isThatOfTheNamedFolder() throws IOException {
    libraries("libtorch.so", "libtorch_cpu.so", "libc10.so", "libtorch_cuda.so", "libc10_cuda.so");
    NativeLibrary library =
        found(Map.of("PYTORCH_LIBRARY_PATH", "/nowhere:" + folder, "PYTORCH_FLAVOR", "cu128"));
    assertThat(library)
        .hasToString(
            "libtorch 2.7.1 for cu128, from %s; JNI library from the jar pytorch-jni"
                .formatted(folder));
  }

  @Test
  void takesAJniLibraryBesideLibtorchForAnyVersion() throws IOException {
    libraries("libtorch.so", "libtorch_cpu.so", "libc10.so", "libdjl_torch.so");
    NativeLibrary library =
        found(
            Map.of(
                "PYTORCH_LIBRARY_PATH", folder.resolve("libtorch.so").toString(),
                "PYTORCH_FLAVOR", "cpu",
                "PYTORCH_VERSION", "2.11.0"));
    assertThat(library.version()).isEqualTo("2.11.0");
    assertThat(library.bridge()).isEqualTo(folder.resolve("libdjl_torch.so").toString());
    assertThat(library.missing()).isEmpty();
  }

  @Test
  void namesTheMissingFilesOfTheFolder() throws IOException {
    libraries("libtorch.so", "libc10.so");
    assertThat(
            found(
                    Map.of(
                        "PYTORCH_LIBRARY_PATH", folder.toString(),
                        "PYTORCH_FLAVOR", "cu126",
                        "PYTORCH_VERSION", "2.7.1"))
                .missing())
        .containsExactly(
            "%s holds no libtorch_cpu.so; name the folder of a whole libtorch for cu126 with PYTORCH_LIBRARY_PATH"
                .formatted(folder),
            "%s holds no libtorch_cuda.so; name the folder of a whole libtorch for cu126 with PYTORCH_LIBRARY_PATH"
                .formatted(folder),
            "%s holds no libc10_cuda.so; name the folder of a whole libtorch for cu126 with PYTORCH_LIBRARY_PATH"
                .formatted(folder),
            "the jar pytorch-jni has no JNI library for cu126; set PYTORCH_FLAVOR to cpu or cu128,"
                + " or put a libdjl_torch.so beside libtorch");
  }

  @Test
  void saysThatTheFlavourOrTheReleaseDoesNotFit() throws IOException {
    libraries("libtorch.so", "libtorch_cpu.so", "libc10.so");
    assertThat(found(Map.of("PYTORCH_LIBRARY_PATH", folder.toString())).missing())
        .hasSize(2)
        .first()
        .isEqualTo(
            "PYTORCH_FLAVOR is not set; set it to the flavour of the libtorch in %s (cpu, cu128)"
                .formatted(folder));
    assertThat(
            found(
                    Map.of(
                        "PYTORCH_LIBRARY_PATH", folder.toString(),
                        "PYTORCH_FLAVOR", "cpu",
                        "PYTORCH_VERSION", "2.11.0"))
                .missing())
        .containsExactly(
            "the jar pytorch-jni fits libtorch 2.7.1, not 2.11.0; use that release, or put a"
                + " libdjl_torch.so that was built for yours beside it");
  }

  @Test
  void saysThatTheNamedFolderIsNoneAndTakesTheJars() {
    NativeLibrary library = found(Map.of("PYTORCH_LIBRARY_PATH", folder.toString()));
    assertThat(library.place()).isEqualTo("the jar pytorch-native-cpu");
    assertThat(library.missing())
        .containsExactly(
            "PYTORCH_LIBRARY_PATH is %s, a folder without libtorch.so; name the folder of a libtorch, or leave the variable out"
                .formatted(folder));
  }

  @Test
  void readsTheLibrariesThatTheLoaderDoesNotFind() {
    assertThat(
            SharedObjects.unresolved(
                """
                \tlinux-vdso.so.1 (0x00007fff)
                \tlibcudart.so.12 => not found
                \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
                """))
        .containsExactly("libcudart.so.12");
  }
}
