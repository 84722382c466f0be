package org.wordsight.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.wordsight.config.ModelConfig;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Precision;

/** The demo's checkpoints, and an adapter that changes its student's answers. */
public final class DemoModels {
  public static final Path DEMO = Path.of("..", "conf", "demo").toAbsolutePath().normalize();
  public static final ModelConfig STUDENT = model("student");
  public static final ModelConfig TEACHER = model("teacher");

  private DemoModels() {}

  private static ModelConfig model(String name) {
    return new ModelConfig(DEMO.resolve(name).toString(), Precision.FLOAT32);
  }

  /** An adapter of the student, seeded and not trained; nothing is written. */
  public static Adapter adapter() {
    try (Checkpoint checkpoint = Checkpoint.open(STUDENT.location().localPath())) {
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      AdapterLayout layout = new AdapterLayout(shape, 4, TargetModules.languageProjections(shape));
      Adapter adapter = Adapter.initial(layout, 8, 42);
      Random random = new Random(7);
      for (ModuleId module : adapter.modules()) {
        int start = layout.startOfB(module);
        for (int i = 0; i < layout.elementsOfB(module); i++) {
          adapter.values()[start + i] = (float) random.nextGaussian() * 0.05f;
        }
      }
      return adapter;
    }
  }

  /**
   * Writes the adapter into a new folder {@code adapter} under {@code parent}, and returns the row
   * that a run would have.
   */
  public static AdapterRow writeAdapter(Path parent) {
    return writeAdapter(parent, adapter());
  }

  /** Writes another adapter of the student, as {@link #writeAdapter(Path)}. */
  public static AdapterRow writeAdapter(Path parent, Adapter adapter) {
    try {
      Path folder = Files.createDirectory(parent.resolve("adapter"));
      PeftFolder.write(folder, adapter, KeyLayout.NEW, 0.05, "student");
      return new AdapterRow(
          "student-random-8",
          "student",
          "random",
          8,
          false,
          OptionalDouble.empty(),
          folder.toString(),
          PeftFolder.sha256(adapter, KeyLayout.NEW),
          1,
          1,
          adapter.layout().size(),
          "cpu");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings that evaluate the student on the first items of a copy of the demo's benchmark. */
  public static List<String> benchmark(Path folder, int items) {
    try {
      Path images = Files.createDirectories(folder.resolve("images"));
      for (int i = 1; i <= items; i++) {
        String name = i + ".png";
        Files.copy(DEMO.resolve("benchmark/images").resolve(name), images.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        "models.student={path: '" + STUDENT.path() + "', precision: float32}",
        "evaluation.viva={annotation: '"
            + DEMO.resolve("benchmark/annotation.json")
            + "', images: '"
            + folder.resolve("images")
            + "'}",
        "evaluation.limit=" + items,
        "evaluation.maximumAnswerTokens=4",
        "evaluation.maximumCaptionTokens=24");
  }
}
