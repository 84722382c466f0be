package org.wordsight.jobs.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Membership;
import org.wordsight.exchange.Port;
import org.wordsight.tensor.NativeEngine;

/**
 * Lets the workers of an attempt find each other. Through Spark's barrier, each worker sends its
 * address and its properties to all others.
 */
final class WorkerMeeting {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOKEN_BYTES = 32;

  /**
   * A name of this JVM. It is unique, even if containers have the same process numbers and host
   * names.
   */
  private static final String THIS_JVM = UUID.randomUUID().toString();

  /**
   * A worker's message to the others.
   *
   * @param threads of its native operations, all together
   * @param token a proposal; the one of rank 0 is used
   */
  record Card(int attempt, String jvm, String host, int port, int threads, String token) {
    /** Everything except the secret. */
    @Override
    public String toString() {
      return "Card[attempt=%d, host=%s, port=%d, threads=%d]"
          .formatted(attempt, host, port, threads);
    }
  }

  /**
   * The agreement of the workers.
   *
   * @param threadsOfAnOperation on a CPU; the same number for all workers, since it decides the
   *     last bits
   */
  record Met(Membership membership, int threadsOfAnOperation) {}

  private WorkerMeeting() {}

  /** The address of this host that other executors reach. */
  static InetAddress ownAddress() {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw WordsightException.input(
          "Cannot find the address of this host: Spark names it "
              + host
              + ", expected a name or an address that all workers can reach. Check the host's name"
              + " and its network.",
          e);
    }
  }

  /**
   * Meets the workers of a barrier stage. Returns when all have come.
   *
   * @throws WordsightException exit code 2 where two workers are in one JVM
   */
  static Met meet(BarrierTaskContext context, Port port, TrainingTask task) {
    return meet(context.partitionId(), port, task, own -> context.allGather(own));
  }

  /** The meeting of a worker that trains alone. */
  static Met alone(Port port, TrainingTask task) {
    return meet(0, port, task, own -> new String[] {own});
  }

  /** Exchanges a text with all workers, and gives all texts in the order of the ranks. */
  @FunctionalInterface
  interface Round {
    String[] all(String own);
  }

  static Met meet(int rank, Port port, TrainingTask task, Round round) {
    InetSocketAddress address = port.address();
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    Card own =
        new Card(
            task.attempt().number(),
            THIS_JVM,
            address.getAddress().getHostAddress(),
            address.getPort(),
            NativeEngine.threads(),
            Base64.getEncoder().encodeToString(token));
    List<Card> cards = new ArrayList<>();
    for (String text : round.all(text(own))) {
      cards.add(card(text));
    }
    requireOneInAJvm(cards);
    List<InetSocketAddress> addresses =
        cards.stream().map(card -> new InetSocketAddress(card.host(), card.port())).toList();
    Membership membership =
        new Membership(
            rank,
            addresses,
            task.attempt().number(),
            Base64.getDecoder().decode(cards.get(0).token()),
            Duration.ofSeconds(task.computation().workerTimeoutSeconds()));
    return new Met(membership, threadsOfAnOperation(cards, task));
  }

  /**
   * The threads of one operation: as in one process with the threads of all workers, or as in an
   * earlier attempt. No worker uses fewer threads.
   */
  static int threadsOfAnOperation(List<Card> cards, TrainingTask task) {
    int all = cards.stream().mapToInt(Card::threads).sum();
    int least = cards.stream().mapToInt(Card::threads).min().orElseThrow();
    int wanted =
        task.attempt().threadsOfAnOperation() > 0
            ? task.attempt().threadsOfAnOperation()
            : Math.max(1, all / task.settings().logicalShards());
    return Math.min(wanted, least);
  }

  /**
   * Makes sure that each worker has its own JVM. Two workers in one JVM would wait for each other's
   * model without end.
   */
  static void requireOneInAJvm(List<Card> cards) {
    for (int later = 1; later < cards.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (cards.get(earlier).jvm().equals(cards.get(later).jvm())) {
          throw WordsightException.usage(
              "Cannot train with %d workers: workers %d and %d are in one JVM on %s, expected one JVM for each, since a JVM computes on one device. Set spark.executor.cores to spark.task.cpus, or lower training.workers."
                  .formatted(cards.size(), earlier, later, cards.get(later).host()));
        }
      }
    }
  }

  private static String text(Card card) {
    try {
      return JSON.writeValueAsString(card);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Card card(String text) {
    try {
      return JSON.readValue(text, Card.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A worker sent no card", e);
    }
  }
}
