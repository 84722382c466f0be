package org.wordsight.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.wordsight.lora.Adapter;

/**
 * A hash of everything that decides a training run's numbers: checkpoints of others are refused.
 */
public final class Fingerprint {
  private final MessageDigest digest;

  private Fingerprint() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * @param model says which weights are trained on, and in which precision
   */
  public static String of(
      String model,
      TrainingSettings settings,
      Adapter initial,
      List<TrainingExample> examples,
      List<TrainingExample> validation) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(model);
    fingerprint.add(settings.toString());
    fingerprint.add(initial.layout().shape().toString());
    fingerprint.add(initial.modules().toString());
    fingerprint.add("rank " + initial.rank() + " alpha " + initial.alpha());
    fingerprint.add(examples);
    fingerprint.add(validation);
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private void add(List<TrainingExample> examples) {
    add("samples " + examples.size());
    for (TrainingExample example : examples) {
      add(example.id());
      ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * (1 + example.length()));
      ids.putInt(example.firstTarget()).asIntBuffer().put(example.ids());
      digest.update(ids.rewind());
    }
  }
}
