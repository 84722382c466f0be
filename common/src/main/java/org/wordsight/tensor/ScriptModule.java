package org.wordsight.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript text into the archive that libtorch loads: a zip of stored entries. The entries
 * are the code, the pickled module object, an empty tuple of constants, and the version of the
 * operators. The object has one attribute, {@code training}. The version is the newest that
 * libtorch 2.7 knows, so that operators work as its documentation says.
 */
final class ScriptModule {
  private static final String HEADER =
      """
      class Kernels(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Kernels, x: Tensor) -> Tensor:
          return x
      """;

  // Pickle protocol 2: __torch__.Kernels(), then its state {"training": True}, then stop.
  private static final byte[] OBJECT =
      concat(
          new byte[] {(byte) 0x80, 2},
          "c__torch__\nKernels\n".getBytes(UTF_8),
          new byte[] {'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0},
          "training".getBytes(UTF_8),
          new byte[] {'q', 1, (byte) 0x88, 'u', 'b', 'q', 2, '.'});

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private ScriptModule() {}

  /**
   * @param methods the bodies of the module's methods, indented by two blanks
   */
  static byte[] archive(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "k/code/__torch__.py", (HEADER + methods).getBytes(UTF_8));
      store(zip, "k/data.pkl", OBJECT);
      store(zip, "k/constants.pkl", EMPTY_TUPLE);
      store(zip, "k/version", "10\n".getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
