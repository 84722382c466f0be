package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLoadedLibrary {
  private static final String MAPS = "7f12-7f13 r-xp 00000000 08:01 42    /opt/torch/";

  @TempDir private Path folder;

  private Optional<String> loaded(String... files) throws IOException {
    return loaded(String.join("\n", files).getBytes(UTF_8));
  }

  private Optional<String> loaded(byte[] maps) throws IOException {
    return LoadedLibrary.file(Files.write(folder.resolve("maps"), maps), "libcudart");
  }

  @Test
  void isTheFileThatTheProcessHasLoaded() throws IOException {
    assertThat(loaded(MAPS + "lib/libtorch.so", MAPS + "cuda/libcudart.so.12"))
        .contains("/opt/torch/cuda/libcudart.so.12");
    assertThat(loaded(MAPS + "lib/libcudart-218eec4c.so.12"))
        .contains("/opt/torch/lib/libcudart-218eec4c.so.12");
    assertThat(loaded(MAPS + "bücher/libcudart.so.12"))
        .contains("/opt/torch/bücher/libcudart.so.12");
    assertThat(loaded(MAPS + "lib/libcudartist.txt", "7f12-7f13 rw-p [stack]")).isEmpty();
  }

  @Test
  void isFoundBesideFilesWhosePathsAreNotText() throws IOException {
    byte[] maps =
        (MAPS + "b\u00fccher.txt\n" + MAPS + "lib/libcudart.so.12\n").getBytes(ISO_8859_1);
    assertThat(loaded(maps)).contains("/opt/torch/lib/libcudart.so.12");
  }

  @Test
  void isNoOtherLibraryWhoseNameBeginsAlike() throws IOException {
    Path maps =
        Files.writeString(
            folder.resolve("maps"),
            MAPS + "lib/libcudadebugger.so.1\n" + MAPS + "lib/libcuda.so.1");
    assertThat(LoadedLibrary.file(maps, "libcuda")).contains("/opt/torch/lib/libcuda.so.1");
  }
}
