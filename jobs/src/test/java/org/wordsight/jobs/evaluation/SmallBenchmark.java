package org.wordsight.jobs.evaluation;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.wordsight.chat.Part;
import org.wordsight.evaluate.ChatRequest;
import org.wordsight.evaluate.ChatResponse;
import org.wordsight.jobs.table.AdapterRow;

/**
 * Twelve items in a folder, with an image of one colour each, and models that answer by rule. The
 * base is right on even items only. An adapter is right on all items except the fifth.
 */
public final class SmallBenchmark {
  public static final int ITEMS = 12;
  public static final AdapterRow ADAPTER =
      new AdapterRow(
          "student-teacher-8",
          "student",
          "teacher",
          8,
          false,
          OptionalDouble.of(0.5),
          "/nowhere",
          "ab".repeat(32),
          3,
          3,
          64,
          "cpu");

  private SmallBenchmark() {}

  /** Writes annotation, images, and a folder that stands for a model. */
  public static void write(Path folder) {
    try {
      Files.createDirectories(folder.resolve("images"));
      Files.createDirectories(folder.resolve("student"));
      Files.writeString(folder.resolve("student/config.json"), "{}");
      Files.writeString(folder.resolve("seeds.json"), "[]");
      Files.writeString(
          folder.resolve("viva.json"),
          IntStream.rangeClosed(1, ITEMS)
              .mapToObj(SmallBenchmark::row)
              .collect(Collectors.joining(",\n", "[", "]")));
      for (int i = 1; i <= ITEMS; i++) {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, i);
        ImageIO.write(image, "png", folder.resolve("images/" + i + ".png").toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(int index) {
    return """
        {"index": %d, "image_file": "%d.png", "category": "[%s]",
         "situation_description": "Scene %d.",
         "action_list": ["A. Help %d.", "B. Wait.", "C. Call.", "D. Film.", "E. Leave."],
         "answer": "A", "action_answer": "Answer: A"}"""
        .formatted(index, index, index % 3 == 0 ? "Child Safety" : "Norm Situation", index, index);
  }

  /** Models that know the item by the number in its first option. */
  public static class Rule implements ModelSessions {
    private static final long serialVersionUID = 1L;

    /** The number of groups that all tasks of this JVM have asked. */
    public static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    public Session open() {
      return new Session() {
        @Override
        public List<ChatResponse> ask(EvaluatedModel evaluated, List<ChatRequest> requests) {
          beforeAsking(ASKED.incrementAndGet());
          List<ChatResponse> responses = new ArrayList<>();
          requests.forEach(request -> responses.add(answer(evaluated, request)));
          return responses;
        }

        @Override
        public void close() {}
      };
    }

    /** Called before a group is answered. Subclasses fail here. */
    protected void beforeAsking(int number) {}

    private static ChatResponse answer(EvaluatedModel evaluated, ChatRequest request) {
      String words =
          request.message().parts().stream()
              .filter(Part.Text.class::isInstance)
              .map(part -> ((Part.Text) part).text())
              .collect(Collectors.joining());
      if (request.letters().isEmpty()) {
        int number = request.images().get(0).rgb()[2];
        return new ChatResponse("<chat>" + words, "Picture " + number, List.of(), 20, 2, "");
      }
      int item = Integer.parseInt(words.replaceAll("(?s).*A\\. Help (\\d+)\\..*", "$1"));
      boolean right = evaluated.adapter().isPresent() ? item != 5 : item % 2 == 0;
      List<Double> likely =
          right ? List.of(-0.1, -3.0, -3.0, -4.0, -5.0) : List.of(-3.0, -0.1, -3.0, -4.0, -5.0);
      return new ChatResponse("<chat>" + words, right ? "A" : "B. Wait.", likely, 30, 1, "");
    }
  }
}
