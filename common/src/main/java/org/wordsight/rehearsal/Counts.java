package org.wordsight.rehearsal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;

/**
 * What an endpoint did and what it charges for it.
 *
 * <p>It charges for whole answers, also where the connection then breaks. It does not charge for
 * requests that were refused, or that the client gave up before their answer was written.
 */
public final class Counts {
  private final Prices prices;
  private final Map<String, Long> outcomes = new TreeMap<>();
  private long connections;
  private long requests;
  private long billedAnswers;
  private long promptTokens;
  private long completionTokens;
  private long microdollars;
  private int atWork;
  private int mostAtWork;

  Counts(Prices prices) {
    this.prices = prices;
  }

  /**
   * A state of the counts.
   *
   * @param outcomes how many requests ended in what way, by name
   * @param mostAtWork the most requests that were there at one time
   */
  public record Snapshot(
      long connections,
      long requests,
      long billedAnswers,
      long promptTokens,
      long completionTokens,
      long microdollars,
      int atWork,
      int mostAtWork,
      Map<String, Long> outcomes) {}

  synchronized void connected() {
    connections++;
  }

  synchronized void began() {
    requests++;
    atWork++;
    mostAtWork = Math.max(mostAtWork, atWork);
  }

  synchronized void billed(Usage usage) {
    billedAnswers++;
    promptTokens += usage.promptTokens();
    completionTokens += usage.completionTokens();
    microdollars += prices.microdollars(usage);
  }

  synchronized void ended(String outcome) {
    atWork--;
    outcomes.merge(outcome, 1L, Long::sum);
  }

  synchronized long billedAnswers() {
    return billedAnswers;
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(
        connections,
        requests,
        billedAnswers,
        promptTokens,
        completionTokens,
        microdollars,
        atWork,
        mostAtWork,
        new TreeMap<>(outcomes));
  }

  String json() {
    Snapshot now = snapshot();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("connections", now.connections());
    json.put("requests", now.requests());
    json.put("billed_answers", now.billedAnswers());
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
