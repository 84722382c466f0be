package org.wordsight.teacher;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.config.ModelConfig;
import org.wordsight.model.CheckpointFingerprint;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;

/**
 * A checkpoint that we run ourselves: one of its own ({@code local}), or the student's language
 * model ({@code self}). A prompt is one user turn of the checkpoint's own chat template.
 *
 * @param name what tables call it
 * @param config the checkpoint
 * @param writer runs it on the machine of the task that asks
 */
public record CheckpointTeacher(String name, ModelConfig config, Writer writer) implements Teacher {
  private static final long serialVersionUID = 1L;

  /** Runs a checkpoint on a group. */
  @FunctionalInterface
  public interface Writer extends Serializable {
    List<TeacherAnswer> write(PlannedGroup group, RequestParameters parameters);
  }

  @Override
  public String model() {
    Path name = config.folder().getFileName();
    return name == null ? config.path() : name.toString();
  }

  @Override
  public String fingerprint() {
    return CheckpointFingerprint.of(config.folder(), config.precision());
  }

  @Override
  public UnaryOperator<String> chat() {
    ChatTemplate template = ChatTemplate.load(config.folder());
    return prompt -> template.prompt(List.of(Message.user(prompt)));
  }

  @Override
  public List<TeacherAnswer> ask(PlannedGroup group, RequestParameters parameters) {
    return writer.write(group, parameters);
  }
}
