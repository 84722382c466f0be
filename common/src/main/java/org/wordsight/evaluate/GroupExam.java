package org.wordsight.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.data.Sha256;
import org.wordsight.evaluate.Response.Respondent;
import org.wordsight.vision.RgbImage;

/**
 * One group of items before one or more models: a batch each time it is asked. Images are read and
 * decoded once, however many adapters look at them.
 */
public final class GroupExam {
  private final ExamPrompts prompts;
  private final List<ExamItem> items;
  private final List<ItemImage> images;

  /**
   * @param images one for each item, or none if no question looks at images
   */
  public GroupExam(ExamPrompts prompts, List<ExamItem> items, List<ItemImage> images) {
    if (!images.isEmpty() && images.size() != items.size()) {
      throw new IllegalArgumentException(images.size() + " images, " + items.size() + " items");
    }
    this.prompts = prompts;
    this.items = List.copyOf(items);
    this.images = List.copyOf(images);
  }

  /** Asks about each item's image. */
  public List<LoggedAnswer> look(Respondent model) {
    return askAboutImages(model, (item, pixels) -> prompts.look(item, pixels));
  }

  /** Asks for each image's description. */
  public List<LoggedAnswer> describe(Respondent model) {
    return askAboutImages(model, (item, pixels) -> prompts.describe(pixels));
  }

  /**
   * Asks about a description of each item.
   *
   * @param situations by item; an item without one is left out
   */
  public List<LoggedAnswer> read(Respondent model, Map<String, String> situations) {
    List<ExamItem> described =
        items.stream().filter(item -> situations.containsKey(item.id())).toList();
    List<Inquiry> inquiries =
        described.stream().map(item -> prompts.read(item, situations.get(item.id()))).toList();
    Timed timed = ask(model, inquiries);
    List<LoggedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < described.size(); i++) {
      answers.add(
          LoggedAnswer.of(
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

  /** The name of what {@link #look} gives: the same for the same question to the same model. */
  public String lookKey(String model) {
    return key("image", model, prompts.image().text(), prompts.maximumAnswerTokens(), Map.of());
  }

  /** The name of what {@link #describe} gives. */
  public String describeKey(String model) {
    return key(
        "describe", model, prompts.caption().text(), prompts.maximumCaptionTokens(), Map.of());
  }

  /** The name of what {@link #read} gives. */
  public String readKey(String model, Map<String, String> situations) {
    return key("read", model, prompts.text().text(), prompts.maximumAnswerTokens(), situations);
  }

  private String key(
      String kind, String model, String prompt, int maximumTokens, Map<String, String> situations) {
    Sha256 hash = new Sha256().add(kind).add(model).add(prompt).add(maximumTokens);
    boolean looks = !kind.equals("read");
    for (int i = 0; i < items.size(); i++) {
      ExamItem item = items.get(i);
      hash.add(item.id()).add(kind.equals("describe") ? "" : item.optionLines());
      hash.add(looks ? images.get(i).sha256() : situations.getOrDefault(item.id(), "\0absent"));
    }
    return kind + "-" + hash.hex();
  }

  private interface Question {
    Inquiry about(ExamItem item, RgbImage pixels);
  }

  private List<LoggedAnswer> askAboutImages(Respondent model, Question question) {
    List<Inquiry> inquiries = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Optional<RgbImage> pixels = images.get(i).pixels();
      places.add(pixels.isPresent() ? inquiries.size() : -1);
      if (pixels.isPresent()) {
        inquiries.add(question.about(items.get(i), pixels.get()));
      }
    }
    Timed timed = ask(model, inquiries);
    List<LoggedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String id = items.get(i).id();
      ItemImage image = images.get(i);
      answers.add(
          places.get(i) < 0
              ? LoggedAnswer.missing(id, image)
              : LoggedAnswer.of(
                  id, image.facts(), timed.responses().get(places.get(i)), timed.seconds()));
    }
    return answers;
  }

  private record Timed(List<Response> responses, double seconds) {}

  private static Timed ask(Respondent model, List<Inquiry> inquiries) {
    if (inquiries.isEmpty()) {
      return new Timed(List.of(), 0);
    }
    long startNanos = System.nanoTime();
    List<Response> responses = model.ask(inquiries);
    double seconds = (System.nanoTime() - startNanos) * 1e-9 / inquiries.size();
    return new Timed(responses, seconds);
  }
}
