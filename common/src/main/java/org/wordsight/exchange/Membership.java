package org.wordsight.exchange;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The place of one worker in a gang. All members have the same addresses, attempt and token.
 *
 * @param rank from 0
 * @param addresses the ports of all members, in the order of their ranks
 * @param attempt the number of this gang among those of the same work
 * @param token the secret of only this gang, at least 16 random bytes
 * @param timeout a member that sends nothing for so long counts as lost
 */
public record Membership(
    int rank, List<InetSocketAddress> addresses, long attempt, byte[] token, Duration timeout) {
  private static final int LEAST_TOKEN_BYTES = 16;

  public Membership {
    addresses = List.copyOf(addresses);
    token = token.clone();
    if (rank < 0 || rank >= addresses.size()) {
      throw new IllegalArgumentException(
          "Rank is " + rank + ", expected 0 to " + (addresses.size() - 1));
    }
    if (token.length < LEAST_TOKEN_BYTES) {
      throw new IllegalArgumentException(
          "A token has " + token.length + " bytes, expected at least " + LEAST_TOKEN_BYTES);
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("The timeout is " + timeout + ", expected more than 0");
    }
  }

  /** A copy of the secret. */
  @Override
  public byte[] token() {
    return token.clone();
  }

  /** The number of members. */
  public int size() {
    return addresses.size();
  }

  /** The name of a member in messages: {@code worker 2 at host:port}. */
  String name(int other) {
    InetSocketAddress address = addresses.get(other);
    return "worker " + other + " at " + address.getHostString() + ":" + address.getPort();
  }

  /** All fields except the secret. */
  @Override
  public String toString() {
    return "Membership[rank=%d, addresses=%s, attempt=%d, timeout=%s]"
        .formatted(rank, addresses, attempt, timeout);
  }
}
