package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.vision.RgbImage;

/**
 * One group of items before one or more models: a batch each time it is asked. Images are read and
 * decoded once, however many adapters look at them.
 */
public final class ItemGroup {
  private final EvaluationPrompts prompts;
  private final List<BenchmarkItem> items;
  private final List<ItemImage> images;

  /**
   * @param images one for each item, or none if no question looks at images
   */
  public ItemGroup(EvaluationPrompts prompts, List<BenchmarkItem> items, List<ItemImage> images) {
    if (!images.isEmpty() && images.size() != items.size()) {
      throw new IllegalArgumentException(images.size() + " images, " + items.size() + " items");
    }
    this.prompts = prompts;
    this.items = List.copyOf(items);
    this.images = List.copyOf(images);
  }

  /** Asks about each item's image. */
  public List<PredictionLogEntry> predictFromImages(ChatModel model) {
    return askAboutImages(model, (item, pixels) -> prompts.imageRequest(item, pixels));
  }

  /** Asks for each image's description. */
  public List<PredictionLogEntry> writeCaptions(ChatModel model) {
    return askAboutImages(model, (item, pixels) -> prompts.captionRequest(pixels));
  }

  /**
   * Asks about a description of each item.
   *
   * @param situations by item; an item without one is left out
   */
  public List<PredictionLogEntry> predictFromTexts(
      ChatModel model, Map<String, String> situations) {
    List<BenchmarkItem> described =
        items.stream().filter(item -> situations.containsKey(item.id())).toList();
    List<ChatRequest> requests =
        described.stream()
            .map(item -> prompts.textRequest(item, situations.get(item.id())))
            .toList();
    Timed timed = ask(model, requests);
    List<PredictionLogEntry> answers = new ArrayList<>();
    for (int i = 0; i < described.size(); i++) {
      answers.add(
          PredictionLogEntry.of(
              described.get(i).id(), ImageFacts.NONE, timed.responses().get(i), timed.seconds()));
    }
    return answers;
  }

  /** Each item's own description, where the annotation has one. */
  public Map<String, String> givenSituations() {
    Map<String, String> situations = new HashMap<>();
    items.stream()
        .filter(item -> !item.situation().isEmpty())
        .forEach(item -> situations.put(item.id(), item.situation()));
    return situations;
  }

  /**
   * The name of what {@link #predictFromImages} gives: the same for the same question to the same
   * model.
   */
  public String imageKey(String model) {
    return key("image", model, prompts.image().text(), prompts.maximumAnswerTokens(), Map.of());
  }

  /** The name of what {@link #writeCaptions} gives. */
  public String captionKey(String model) {
    return key(
        "describe", model, prompts.caption().text(), prompts.maximumCaptionTokens(), Map.of());
  }

  /** The name of what {@link #predictFromTexts} gives. */
  public String textKey(String model, Map<String, String> situations) {
    return key("read", model, prompts.text().text(), prompts.maximumAnswerTokens(), situations);
  }

  private String key(
      String kind, String model, String prompt, int maximumTokens, Map<String, String> situations) {
    Sha256 hash = new Sha256().add(kind).add(model).add(prompt).add(maximumTokens);
    boolean looks = !kind.equals("read");
    for (int i = 0; i < items.size(); i++) {
      BenchmarkItem item = items.get(i);
      hash.add(item.id()).add(kind.equals("describe") ? "" : item.optionLines());
      hash.add(looks ? images.get(i).sha256() : situations.getOrDefault(item.id(), "\0absent"));
    }
    return kind + "-" + hash.hex();
  }

  private interface ImageRequest {
    ChatRequest of(BenchmarkItem item, RgbImage pixels);
  }

  private List<PredictionLogEntry> askAboutImages(ChatModel model, ImageRequest imageRequest) {
    List<ChatRequest> requests = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Optional<RgbImage> pixels = images.get(i).pixels();
      places.add(pixels.isPresent() ? requests.size() : -1);
      if (pixels.isPresent()) {
        requests.add(imageRequest.of(items.get(i), pixels.get()));
      }
    }
    Timed timed = ask(model, requests);
    List<PredictionLogEntry> answers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String id = items.get(i).id();
      ItemImage image = images.get(i);
      answers.add(
          places.get(i) < 0
              ? PredictionLogEntry.missing(id, image)
              : PredictionLogEntry.of(
                  id, image.facts(), timed.responses().get(places.get(i)), timed.seconds()));
    }
    return answers;
  }

  private record Timed(List<ChatResponse> responses, double seconds) {}

  private static Timed ask(ChatModel model, List<ChatRequest> requests) {
    if (requests.isEmpty()) {
      return new Timed(List.of(), 0);
    }
    long startNanos = System.nanoTime();
    List<ChatResponse> responses = model.ask(requests);
    double seconds = (System.nanoTime() - startNanos) * 1e-9 / requests.size();
    return new Timed(responses, seconds);
  }
}
