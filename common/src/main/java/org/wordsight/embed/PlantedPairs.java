package org.wordsight.embed;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.wordsight.data.Question;
import org.wordsight.json.Json;

/**
 * Labelled pairs of questions that a rule makes from small scenes.
 *
 * <p>The paraphrase of a scene has the passive in place of the active, its sentences in another
 * order, and other words for about half of its parts. Unrelated pairs are scenes of one category
 * with different persons and events. Such a pair can share place, details and question, as a
 * teacher's questions do.
 */
public final class PlantedPairs {
  private static final long SEED = 20_250_316;
  private static final int SCENES_OF_CATEGORY = 40;
  private static final int DETAILS = 2;

  /** The parts of scenes. Each part has two wordings of the same meaning. */
  private record Category(
      String name,
      List<List<String>> actors,
      List<List<String>> events,
      List<List<String>> places,
      List<List<String>> details,
      List<String> question) {}

  /** The places of a scene's parts in the lists of its category. */
  private record Scene(int actor, int event, int place, List<Integer> details) {

    boolean isUnrelatedTo(Scene other) {
      return actor != other.actor && event != other.event;
    }
  }

  private PlantedPairs() {}

  /** Makes the pairs, which are always the same. */
  public static List<LabelledPair> make() {
    Random random = new Random(SEED);
    List<LabelledPair> pairs = new ArrayList<>();
    for (Category category : categories()) {
      Set<Scene> different = new HashSet<>();
      List<Scene> scenes = new ArrayList<>();
      while (scenes.size() < SCENES_OF_CATEGORY) {
        Scene scene = scene(category, random);
        if (different.add(scene)) {
          scenes.add(scene);
        }
      }
      for (int i = 0; i < scenes.size(); i++) {
        String text = active(category, scenes.get(i));
        pairs.add(new LabelledPair(text, paraphrase(category, scenes.get(i), random), true));
        for (Scene other : scenes.subList(0, i)) {
          if (other.isUnrelatedTo(scenes.get(i))) {
            pairs.add(new LabelledPair(text, active(category, other), false));
          }
        }
      }
    }
    return pairs;
  }

  private static Scene scene(Category category, Random random) {
    return new Scene(
        random.nextInt(category.actors().size()),
        random.nextInt(category.events().size()),
        random.nextInt(category.places().size()),
        chosen(category.details().size(), DETAILS, random));
  }

  private static List<Integer> chosen(int of, int count, Random random) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < of; i++) {
      all.add(i);
    }
    Collections.shuffle(all, random);
    return List.copyOf(all.subList(0, count));
  }

  private static String active(Category category, Scene scene) {
    List<String> event = category.events().get(scene.event());
    return text(
        List.of(
            "%s, %s %s %s."
                .formatted(
                    sentence(category.places().get(scene.place()).get(0)),
                    category.actors().get(scene.actor()).get(0),
                    event.get(0),
                    event.get(2)),
            category.details().get(scene.details().get(0)).get(0) + ".",
            category.details().get(scene.details().get(1)).get(0) + "."),
        category.question().get(0));
  }

  private static String paraphrase(Category category, Scene scene, Random random) {
    List<String> event = category.events().get(scene.event());
    return text(
        List.of(
            wording(category.details().get(scene.details().get(1)), random) + ".",
            "%s %s by %s %s."
                .formatted(
                    sentence(wording(event.subList(2, 4), random)),
                    event.get(1),
                    wording(category.actors().get(scene.actor()), random),
                    wording(category.places().get(scene.place()), random)),
            wording(category.details().get(scene.details().get(0)), random) + "."),
        wording(category.question(), random));
  }

  private static String wording(List<String> wordings, Random random) {
    return wordings.get(random.nextInt(wordings.size()));
  }

  private static String text(List<String> sentences, String question) {
    return EmbeddedText.of(
        new Question(String.join(" ", sentences), question, List.of("yes", "no"), "A", ""));
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static List<Category> categories() {
    try (InputStream in = PlantedPairs.class.getResourceAsStream("scenes.json")) {
      return Json.mapper().readValue(in, new TypeReference<List<Category>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the scenes of the calibration", e);
    }
  }
}
