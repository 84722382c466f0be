package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;

/**
 * The counts of an endpoint's work and charges.
 *
 * <p>The endpoint charges for whole answers, even if the connection then breaks. It does not charge
 * for requests that were refused, or that the client gave up before their answer was written.
 */
public final class Counts {
  private final Prices prices;
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final Set<Long> billedRequests = new HashSet<>();
  private long connections;
  private int openConnections;
  private long requests;
  private long billedAnswers;
  private long billedAgain;
  private long promptTokens;
  private long completionTokens;
  private long microdollars;
  private int atWork;
  private int mostAtWork;

  /** The times of work; the first {@code times} are set. */
  private int[] workMillis = new int[1024];

  private int times;

  Counts(Prices prices) {
    this.prices = prices;
  }

  /**
   * A state of the counts.
   *
   * @param openConnections the open connections, idle or at work
   * @param billedAgain the billed answers to requests whose bytes had a billed answer before
   * @param outcomes the number of requests by the name of their outcome
   * @param mostAtWork the most requests at work at one time
   */
  public record Snapshot(
      long connections,
      int openConnections,
      long requests,
      long billedAnswers,
      long billedAgain,
      long promptTokens,
      long completionTokens,
      long microdollars,
      int atWork,
      int mostAtWork,
      Map<String, Long> outcomes) {}

  synchronized void connected() {
    connections++;
    openConnections++;
    notifyAll();
  }

  synchronized void disconnected() {
    openConnections--;
    notifyAll();
  }

  synchronized void began() {
    requests++;
    atWork++;
    mostAtWork = Math.max(mostAtWork, atWork);
    notifyAll();
  }

  /** The endpoint begins to work on a request, for this time. */
  synchronized void works(int millis) {
    if (times == workMillis.length) {
      workMillis = Arrays.copyOf(workMillis, 2 * times);
    }
    workMillis[times++] = millis;
  }

  /**
   * @param request the same number for the same bytes
   */
  synchronized void billed(long request, Usage usage) {
    billedAnswers++;
    billedAgain += billedRequests.add(request) ? 0 : 1;
    promptTokens += usage.promptTokens();
    completionTokens += usage.completionTokens();
    microdollars += prices.microdollars(usage);
    notifyAll();
  }

  synchronized void ended(String outcome) {
    atWork--;
    outcomes.merge(outcome, 1L, Long::sum);
    notifyAll();
  }

  /**
   * Waits until the counts fulfil a condition.
   *
   * @return false if they did not in time
   */
  synchronized boolean await(Predicate<Snapshot> wanted, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!wanted.test(snapshot())) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized long billedAnswers() {
    return billedAnswers;
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(
        connections,
        openConnections,
        requests,
        billedAnswers,
        billedAgain,
        promptTokens,
        completionTokens,
        microdollars,
        atWork,
        mostAtWork,
        new TreeMap<>(outcomes));
  }

  /** The time of work on each request, in milliseconds, in the order of their beginnings. */
  synchronized int[] workMillis() {
    return Arrays.copyOf(workMillis, times);
  }

  String json() {
    Snapshot now = snapshot();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("connections", now.connections());
    json.put("open_connections", now.openConnections());
    json.put("requests", now.requests());
    json.put("billed_answers", now.billedAnswers());
    json.put("billed_again", now.billedAgain());
    json.put("prompt_tokens", now.promptTokens());
    json.put("completion_tokens", now.completionTokens());
    json.put("cost_microdollars", now.microdollars());
    json.put("at_work", now.atWork());
    json.put("most_at_work", now.mostAtWork());
    ObjectNode outcomes = json.putObject("outcomes");
    now.outcomes().forEach(outcomes::put);
    return json.toPrettyString();
  }
}
