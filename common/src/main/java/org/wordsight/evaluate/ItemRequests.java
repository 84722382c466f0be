package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.wordsight.data.Sha256;

/**
 * The chat requests about one group of items: at most one an item, answered as one batch. The
 * requests are built when the model is asked, since that decodes the images.
 */
public final class ItemRequests {
  /**
   * The request about one item.
   *
   * @param optionLines the options in the prompt; empty if the prompt has none
   * @param content the hash of the image, or the situation's text
   * @param image absent if the prompt shows no image
   * @param request absent if the item cannot be asked about
   */
  record Entry(
      String itemId,
      String optionLines,
      String content,
      Optional<ItemImage> image,
      Supplier<Optional<ChatRequest>> request) {}

  private final String kind;
  private final String prompt;
  private final int maximumTokens;
  private final List<Entry> entries;

  /**
   * @param kind begins the segment's name
   * @param prompt the prompt before its gaps are filled
   * @param maximumTokens of one answer
   */
  ItemRequests(String kind, String prompt, int maximumTokens, List<Entry> entries) {
    this.kind = kind;
    this.prompt = prompt;
    this.maximumTokens = maximumTokens;
    this.entries = List.copyOf(entries);
  }

  /**
   * The name of the log segment for the answers. Equal requests to the same model have the same
   * name.
   *
   * @param model the fingerprint of the model and its adapter
   */
  public String segment(String model) {
    Sha256 hash = new Sha256().add(kind).add(model).add(prompt).add(maximumTokens);
    entries.forEach(
        entry -> hash.add(entry.itemId()).add(entry.optionLines()).add(entry.content()));
    return kind + "-" + hash.hex();
  }

  /**
   * Asks the model.
   *
   * @return a log entry for each answer and for each image that cannot be shown, in the order of
   *     the items
   */
  public List<PredictionLogEntry> ask(ChatModel model) {
    List<Optional<ChatRequest>> built =
        entries.stream().map(entry -> entry.request().get()).toList();
    List<ChatRequest> requests = built.stream().flatMap(Optional::stream).toList();
    long startNanos = System.nanoTime();
    List<ChatResponse> responses = requests.isEmpty() ? List.of() : model.ask(requests);
    double seconds = (System.nanoTime() - startNanos) * 1e-9 / Math.max(1, requests.size());

    Iterator<ChatResponse> next = responses.iterator();
    List<PredictionLogEntry> logged = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String itemId = entries.get(i).itemId();
      Optional<ItemImage> image = entries.get(i).image();
      if (built.get(i).isPresent()) {
        ImageFacts facts = image.map(ItemImage::facts).orElse(ImageFacts.NONE);
        logged.add(PredictionLogEntry.of(itemId, facts, next.next(), seconds));
      } else {
        image.ifPresent(unseen -> logged.add(PredictionLogEntry.missing(itemId, unseen)));
      }
    }
    return logged;
  }
}
