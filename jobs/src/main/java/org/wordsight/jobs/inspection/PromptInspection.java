package org.wordsight.jobs.inspection;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.EvaluationConfig;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SynthesisConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.model.Checkpoint;
import org.wordsight.prompt.Axis;
import org.wordsight.prompt.GenerationPrompt;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.prompt.PromptTemplate.Purpose;
import org.wordsight.prompt.TrainingPrompt;
import org.wordsight.train.TrainingText;

/**
 * Checks one prompt of each kind that the stages will write. It is the real text, in the chat
 * template of the model that will read it.
 */
final class PromptInspection {
  private final RunConfig config;
  private final Findings findings;
  private final Set<Path> readable;

  /**
   * @param readable the folders of checkpoints that can be read; others are skipped
   */
  PromptInspection(RunConfig config, Findings findings, Set<Path> readable) {
    this.config = config;
    this.findings = findings;
    this.readable = readable;
  }

  /**
   * @param seeds empty if they cannot be read, which is another finding
   */
  void inspect(List<Question> seeds) {
    if (!seeds.isEmpty()) {
      inspectTeacher(seeds);
      inspectTraining(seeds.get(0));
    }
    inspectEvaluation();
  }

  private void inspectTeacher(List<Question> seeds) {
    SynthesisConfig synthesis = config.synthesis();
    int shown = Math.min(synthesis.examplesPerCall(), seeds.size());
    GenerationPrompt prompt =
        new GenerationPrompt(
            PromptTemplate.of(Purpose.GENERATION, synthesis.prompt()),
            synthesis.questionsPerCall());
    String text = prompt.render(seeds.subList(0, shown), longest(synthesis));
    if (config.teacher() instanceof TeacherConfig.OpenAi openAi) {
      new EndpointInspection(config, openAi, findings).inspect(text, seeds);
      return;
    }
    ModelConfig teacher = config.teachingModel().orElseThrow();
    with(
        "the teacher",
        teacher,
        chat -> {
          int[] ids = chat.ids(Message.user(text));
          chat.requireRoom("synthesis.examplesPerCall", ids.length);
        });
  }

  /** The longest value of each axis. */
  private static Map<String, String> longest(SynthesisConfig synthesis) {
    return synthesis.axes().stream()
        .collect(
            Collectors.toMap(
                Axis::name,
                axis -> Collections.max(axis.values(), Comparator.comparingInt(String::length))));
  }

  private void inspectTraining(Question seed) {
    with(
        "models.student",
        config.models().student(),
        chat -> {
          TrainingText text =
              new TrainingText(
                  chat.template,
                  chat.tokenizer,
                  new TrainingPrompt(
                      PromptTemplate.of(Purpose.TRAINING, config.training().text().prompt())),
                  config.training().text().answerForm());
          chat.ids(text.prompt(seed));
          chat.checkpoint.requireKnown(text.example("seed 1", seed).ids());
        });
  }

  private void inspectEvaluation() {
    EvaluationConfig evaluation = config.evaluation();
    EvaluationConfig.Prompts prompts = evaluation.prompts();
    ModelsConfig models = config.models();
    String options = "A. Wait.\nB. Ask.\nC. Leave.\nD. Call.\nE. Help.";
    if (evaluation.arms().contains(Arm.IMAGE)) {
      String words =
          PromptTemplate.of(Purpose.IMAGE, prompts.image()).render(Map.of("{options}", options));
      with("models.student", models.student(), chat -> chat.requireOneImage(words));
    }
    if (evaluation.arms().contains(Arm.CAPTION)) {
      String words = PromptTemplate.of(Purpose.CAPTION, prompts.caption()).render(Map.of());
      ModelConfig captioner = models.captioner().orElse(models.student());
      with("the captioner", captioner, chat -> chat.requireOneImage(words));
    }
    if (evaluation.arms().stream().anyMatch(arm -> arm != Arm.IMAGE)) {
      String words =
          PromptTemplate.of(Purpose.TEXT, prompts.text())
              .render(Map.of("{situation}", "Somebody has fallen.", "{options}", options));
      ModelConfig reader = models.llm().orElse(models.student());
      with("models.llm", reader, chat -> chat.ids(Message.user(words)));
    }
  }

  /** Checks something with a model's chat. Any failure becomes a finding. */
  private void with(String key, ModelConfig model, Look look) {
    if (readable.contains(Inputs.folder(model))) {
      findings.attempt(
          () -> {
            try (Checkpoint checkpoint = Checkpoint.openHeaders(Inputs.folder(model));
                Tokenizer tokenizer = Tokenizer.load(Inputs.folder(model))) {
              ChatTemplate template = ChatTemplate.load(Inputs.folder(model));
              look.at(new Chat(key, checkpoint, tokenizer, template));
              return key;
            }
          });
    }
  }

  @FunctionalInterface
  private interface Look {
    void at(Chat chat);
  }

  private record Chat(
      String key, Checkpoint checkpoint, Tokenizer tokenizer, ChatTemplate template) {
    /** The tokens of a chat with this one turn. */
    int[] ids(Message message) {
      return ids(template.prompt(List.of(message)));
    }

    /** The tokens of a prompt: at least one, all of them known. */
    int[] ids(String prompt) {
      int[] ids = tokenizer.encode(prompt);
      if (ids.length == 0) {
        throw WordsightException.input(
            "Cannot ask %s (%s): its chat template writes nothing for a user's turn, expected a prompt. Use the template of an instruct model."
                .formatted(key, checkpoint.folder()));
      }
      checkpoint.requireKnown(ids);
      return ids;
    }

    void requireRoom(String setting, int length) {
      int positions = checkpoint.decoder().maximumPositions();
      if (length >= positions) {
        throw WordsightException.input(
            "Cannot ask %s: a prompt has %,d tokens, expected fewer than the model's %,d positions. Lower %s, or use a model with more positions."
                .formatted(key, length, positions, setting));
      }
    }

    /** Checks that the prompt has one image. A model that sees no images is another finding. */
    void requireOneImage(String words) {
      OptionalInt placeholder = checkpoint.blueprint().imagePlaceholder();
      if (placeholder.isEmpty()) {
        return;
      }
      int token = placeholder.getAsInt();
      long shown =
          IntStream.of(ids(Message.userWithImage(words))).filter(id -> id == token).count();
      if (shown != 1) {
        throw WordsightException.input(
            "Cannot show images to %s (%s): its chat template writes the image's token %d %d times for one image, expected once. Use template, tokenizer and config.json of one checkpoint."
                .formatted(key, checkpoint.folder(), token, shown));
      }
    }
  }
}
