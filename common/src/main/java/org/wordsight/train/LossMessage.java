package org.wordsight.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.train.ShardGradients.ShardLoss;

/** The form of losses in messages between workers: all bits of the sums. */
final class LossMessage {
  private LossMessage() {}

  static byte[] write(List<ShardLoss> losses) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(losses.size());
      for (ShardLoss loss : losses) {
        out.writeDouble(loss.sum());
        out.writeInt(loss.notFinite().size());
        for (int sample : loss.notFinite()) {
          out.writeInt(sample);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  static List<ShardLoss> read(byte[] message) {
    List<ShardLoss> losses = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        double sum = in.readDouble();
        List<Integer> notFinite = new ArrayList<>();
        int samples = in.readInt();
        for (int j = 0; j < samples; j++) {
          notFinite.add(in.readInt());
        }
        losses.add(new ShardLoss(sum, notFinite));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Another worker's losses are cut off", e);
    }
    return losses;
  }
}
