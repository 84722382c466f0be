package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A group of benchmark items with their images. It makes the requests of each kind of task. An
 * image is read and decoded once, for any number of models.
 */
public final class ItemGroup {
  /** Takes the place of a missing situation in the hash. No text contains it. */
  private static final String NO_SITUATION = "\0absent";

  private final EvaluationPrompts prompts;
  private final List<BenchmarkItem> items;
  private final List<ItemImage> images;

  /**
   * @param images one for each item, or none if no task shows images
   */
  public ItemGroup(EvaluationPrompts prompts, List<BenchmarkItem> items, List<ItemImage> images) {
    if (!images.isEmpty() && images.size() != items.size()) {
      throw new IllegalArgumentException(images.size() + " images, " + items.size() + " items");
    }
    this.prompts = prompts;
    this.items = List.copyOf(items);
    this.images = List.copyOf(images);
  }

  /** Requests that show each item's image and ask for an action. */
  public ItemRequests imageRequests() {
    List<ItemRequests.Entry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      BenchmarkItem item = items.get(i);
      ItemImage image = images.get(i);
      entries.add(
          withImage(
              item,
              item.optionLines(),
              image,
              () -> image.pixels().map(pixels -> prompts.imageRequest(item, pixels))));
    }
    return new ItemRequests(
        "image", prompts.image().text(), prompts.maximumAnswerTokens(), entries);
  }

  /** Requests that show each item's image and ask for a caption. */
  public ItemRequests captionRequests() {
    List<ItemRequests.Entry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemImage image = images.get(i);
      entries.add(
          withImage(items.get(i), "", image, () -> image.pixels().map(prompts::captionRequest)));
    }
    return new ItemRequests(
        "describe", prompts.caption().text(), prompts.maximumCaptionTokens(), entries);
  }

  private static ItemRequests.Entry withImage(
      BenchmarkItem item,
      String optionLines,
      ItemImage image,
      Supplier<Optional<ChatRequest>> request) {
    return new ItemRequests.Entry(
        item.id(), optionLines, image.sha256(), Optional.of(image), request);
  }

  /**
   * Requests that describe the situation in words and ask for an action.
   *
   * @param situations by item; an item without one is left out
   */
  public ItemRequests textRequests(Map<String, String> situations) {
    List<ItemRequests.Entry> entries =
        items.stream()
            .map(
                item -> {
                  Optional<String> situation = Optional.ofNullable(situations.get(item.id()));
                  return new ItemRequests.Entry(
                      item.id(),
                      item.optionLines(),
                      situation.orElse(NO_SITUATION),
                      Optional.empty(),
                      () -> situation.map(text -> prompts.textRequest(item, text)));
                })
            .toList();
    return new ItemRequests("read", prompts.text().text(), prompts.maximumAnswerTokens(), entries);
  }

  /** The annotation's own description of each item that has one, by item. */
  public Map<String, String> givenSituations() {
    Map<String, String> situations = new HashMap<>();
    items.stream()
        .filter(item -> !item.situation().isEmpty())
        .forEach(item -> situations.put(item.id(), item.situation()));
    return situations;
  }
}
