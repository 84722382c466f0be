package org.wordsight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.chat.Part;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.vision.RgbImage;

class TestItemGroup {
  private static final EvaluationPrompts PAPER =
      new EvaluationPrompts(
          PromptTemplate.paper(Purpose.IMAGE),
          PromptTemplate.paper(Purpose.CAPTION),
          PromptTemplate.paper(Purpose.TEXT),
          32,
          96);
  private static final List<BenchmarkItem> ITEMS =
      List.of(
          new BenchmarkItem("1", "1.png", "A man falls.", "A. Help.\nB. Wait."),
          new BenchmarkItem("2", "2.png", "", "A. Call.\nB. Film."),
          new BenchmarkItem("3", "3.png", "A dog barks.", "A. Run.\nB. Stay."));

  @TempDir private Path folder;
  private final List<List<ChatRequest>> asked = new ArrayList<>();

  @BeforeEach
  void writeTheFirstImageAndABrokenThird() throws IOException {
    ImageIO.write(
        new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("1.png").toFile());
    Files.writeString(folder.resolve("3.png"), "no image");
  }

  @Test
  void asksAboutImagesInThePapersWords() {
    PredictionLogEntry answer = group().imageRequests().ask(this::answer).get(0);

    ChatRequest request = asked.get(0).get(0);
    assertThat(request.message().parts())
        .containsExactly(
            new Part.Image(),
            new Part.Text(
                "Based on the image provided, select the most appropriate course of initial action"
                    + " to take:\nA. Help.\nB. Wait.\nJust output the choice:"));
    assertThat(request.images()).hasSize(1);
    assertThat(request.letters()).isEqualTo(VivaItem.LETTERS);
    assertThat(answer.text()).isEqualTo("answer 0");
    assertThat(answer.image().sha256()).hasSize(64);
    assertThat(answer.image().pixelsSha256()).isEqualTo(new RgbImage(4, 4, new byte[48]).sha256());
    assertThat(answer.image().width()).isEqualTo(4);
    assertThat(answer.asked()).isTrue();
  }

  @Test
  void asksAboutReadableImagesAndNamesTheFaultsOfTheOthers() {
    List<PredictionLogEntry> answers = group().imageRequests().ask(this::answer);

    assertThat(asked).hasSize(1);
    assertThat(asked.get(0)).hasSize(1);
    assertThat(answers).extracting(PredictionLogEntry::itemId).containsExactly("1", "2", "3");
    assertThat(answers)
        .extracting(PredictionLogEntry::missing)
        .containsExactly("", ItemImage.MISSING, ItemImage.UNREADABLE);
    assertThat(answers.get(1).detail()).isEqualTo("s3a://bucket/images/2.png does not exist");
    assertThat(answers.get(2).detail()).startsWith("Cannot read image s3a://bucket/images/3.png: ");
  }

  @Test
  void decodesAnImageOnceForAllModels() {
    ItemGroup group = group();
    group.imageRequests().ask(this::answer);
    group.imageRequests().ask(this::answer);
    group.captionRequests().ask(this::answer);

    assertThat(asked.stream().map(requests -> requests.get(0).images().get(0)))
        .hasSize(3)
        .allSatisfy(pixels -> assertThat(pixels).isSameAs(asked.get(0).get(0).images().get(0)));
  }

  @Test
  void asksAboutDescriptionsInThePapersWordsAndLeavesOutItemsWithoutOne() {
    ItemGroup group = group();
    List<PredictionLogEntry> answers =
        group.textRequests(group.givenSituations()).ask(this::answer);

    assertThat(answers).extracting(PredictionLogEntry::itemId).containsExactly("1", "3");
    Part.Text text = (Part.Text) asked.get(0).get(1).message().parts().get(0);
    assertThat(text.text())
        .isEqualTo(
            "Given a human-centered situation, and a list of potential actions as responses to"
                + " handle the situation, select the most appropriate course of initial action to"
                + " take:\n#[Situation]: A dog barks.\n#[Action List]:A. Run.\nB. Stay.\n"
                + "Just output the choice:");
    assertThat(asked.get(0).get(0).images()).isEmpty();
  }

  @Test
  void asksNothingIfNoItemCanBeShown() {
    ItemGroup group = new ItemGroup(PAPER, ITEMS.subList(1, 2), images(ITEMS.subList(1, 2)));

    assertThat(group.captionRequests().ask(this::answer))
        .extracting(PredictionLogEntry::asked)
        .containsExactly(false);
    assertThat(asked).isEmpty();
  }

  @Test
  void givesEqualRequestsOneNameAndOthersAnother() throws IOException {
    ItemGroup group = group();
    String key = group.imageRequests().segment("model");

    assertThat(group().imageRequests().segment("model")).isEqualTo(key).startsWith("image-");
    assertThat(group.imageRequests().segment("other model")).isNotEqualTo(key);
    assertThat(group.captionRequests().segment("model")).isNotEqualTo(key);
    assertThat(group.textRequests(Map.of("1", "x")).segment("model"))
        .isNotEqualTo(group.textRequests(Map.of("1", "y")).segment("model"))
        .isNotEqualTo(group.textRequests(Map.of("2", "x")).segment("model"));
    Files.copy(folder.resolve("1.png"), folder.resolve("2.png"));
    assertThat(group().imageRequests().segment("model")).as("an image has come").isNotEqualTo(key);
  }

  /** Computed with Python's hashlib: the length of each part, then the part. */
  @Test
  void namesSegmentsAsEarlierVersionsDid() {
    assertThat(group().textRequests(group().givenSituations()).segment("model"))
        .isEqualTo("read-628225ade58f0fd3d3d7df70eb90ac668c925384e49eba1665d48dc6538354a8");
  }

  @Test
  void cutsItemsIntoTheSameGroupsEveryTime() {
    assertThat(BenchmarkItem.groups(ITEMS, 2))
        .containsExactly(ITEMS.subList(0, 2), ITEMS.subList(2, 3));
  }

  private ItemGroup group() {
    return new ItemGroup(PAPER, ITEMS, images(ITEMS));
  }

  private ItemImage image(String name) {
    return ItemImage.read(folder.resolve(name), "s3a://bucket/images/" + name);
  }

  private List<ItemImage> images(List<BenchmarkItem> items) {
    return items.stream().map(item -> image(item.imageFile())).toList();
  }

  private List<ChatResponse> answer(List<ChatRequest> requests) {
    asked.add(requests);
    List<ChatResponse> responses = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      responses.add(new ChatResponse("prompt", "answer " + i, List.of(), 1, 1, ""));
    }
    return responses;
  }
}
