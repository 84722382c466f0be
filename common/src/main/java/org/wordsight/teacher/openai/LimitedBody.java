package org.wordsight.teacher.openai;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Collects the body of a response up to a limit. If the body is longer, the connection is closed,
 * and the collected part is the result.
 */
final class LimitedBody implements BodySubscriber<LimitedBody.Collected> {
  private final int limit;
  private final Runnable onBytes;
  private final CompletableFuture<Collected> result = new CompletableFuture<>();
  private final List<byte[]> parts = new ArrayList<>();
  private Subscription subscription;
  private int length;

  /**
   * @param onBytes called whenever bytes arrive
   */
  LimitedBody(int limit, Runnable onBytes) {
    this.limit = limit;
    this.onBytes = onBytes;
  }

  /**
   * The collected bytes.
   *
   * @param whole false if the body is longer than the limit
   */
  record Collected(byte[] bytes, boolean whole) {

    /** The bytes of a response. Java gives no body if a proxy refuses to open a tunnel. */
    static Collected of(HttpResponse<Collected> response) {
      return response.body() == null ? new Collected(new byte[0], true) : response.body();
    }
  }

  @Override
  public CompletionStage<Collected> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    onBytes.run();
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[Math.min(buffer.remaining(), limit - length)];
      boolean cut = part.length < buffer.remaining();
      buffer.get(part);
      parts.add(part);
      length += part.length;
      if (cut) {
        subscription.cancel();
        result.complete(new Collected(joined(), false));
        return;
      }
    }
  }

  @Override
  public void onError(Throwable thrown) {
    result.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    result.complete(new Collected(joined(), true));
  }

  private byte[] joined() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    parts.forEach(all::put);
    return all.array();
  }
}
