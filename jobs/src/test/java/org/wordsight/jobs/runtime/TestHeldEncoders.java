package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.TextVector;

class TestHeldEncoders {
  private final List<Encoder> loaded = new ArrayList<>();
  private final HeldEncoders encoders =
      new HeldEncoders(
          path -> {
            Encoder encoder = new Encoder(path, new AtomicBoolean());
            loaded.add(encoder);
            return encoder;
          });

  private record Encoder(Optional<Path> path, AtomicBoolean closed) implements Embedder {
    @Override
    public String name() {
      return "of " + path;
    }

    @Override
    public int dimensions() {
      return 1;
    }

    @Override
    public List<TextVector> embed(List<String> texts) {
      return List.of();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private String name(Optional<Path> path) {
    return encoders.with(path, Embedder::name);
  }

  @Test
  void loadsEachEncoderOnceUntilItsRelease() {
    assertThat(name(Optional.empty())).isEqualTo(name(Optional.empty()));
    name(Optional.of(Path.of("a")));
    assertThat(loaded).hasSize(2).noneMatch(encoder -> encoder.closed().get());
    encoders.release();
    assertThat(loaded).allMatch(encoder -> encoder.closed().get());
    name(Optional.empty());
    assertThat(loaded).hasSize(3);
  }

  @Test
  void releasesEncodersWhenNoTaskUsesThem() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread releasing =
        new Thread(
            () -> {
              begun.countDown();
              encoders.release();
            });
    boolean closedInUse =
        encoders.with(
            Optional.empty(),
            encoder -> {
              releasing.start();
              awaitWaiting(releasing, begun);
              return loaded.get(0).closed().get();
            });
    assertThat(closedInUse).isFalse();
    releasing.join();
    assertThat(loaded.get(0).closed()).isTrue();
  }

  private static void awaitWaiting(Thread thread, CountDownLatch begun) {
    try {
      begun.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
