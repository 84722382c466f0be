package org.wordsight.jobs.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.jobs.evaluation.EvaluationTask.Kind;
import org.wordsight.jobs.table.AdapterRow;

/**
 * Decides which models answer in which arms. In the arm {@code image}, the student answers alone
 * and with every adapter. In the arms {@code caption} and {@code given}, {@code models.llm} answers
 * alone. Where {@code models.llm} is absent or is the student, the student's language part answers,
 * alone and with every adapter. The captioner writes captions, without an adapter.
 *
 * @param tasks in an order that loads each model as seldom as possible; captions are written before
 *     the tasks that read them
 */
public record EvaluationPlan(List<EvaluationTask> tasks) {

  /** Consecutive tasks of one checkpoint. The checkpoint is loaded once for all of them. */
  record Phase(List<EvaluationTask> tasks) {
    ModelConfig model() {
      return tasks.get(0).model();
    }

    boolean looks() {
      return tasks.stream().anyMatch(task -> task.kind().looks());
    }
  }

  public static EvaluationPlan of(ModelsConfig models, List<Arm> arms, List<AdapterRow> adapters) {
    List<EvaluatedModel> students = withAdapters(models.student(), adapters);
    boolean studentReads =
        models.llm().map(llm -> llm.path().equals(models.student().path())).orElse(true);
    List<EvaluatedModel> readers =
        studentReads ? students : List.of(EvaluatedModel.base(models.llm().orElseThrow()));
    EvaluatedModel captioner = EvaluatedModel.base(models.captioner().orElse(models.student()));

    List<EvaluationTask> looking =
        arms.contains(Arm.IMAGE) ? choose(Arm.IMAGE, students) : List.of();
    List<EvaluationTask> describing =
        arms.contains(Arm.CAPTION)
            ? List.of(new EvaluationTask(Kind.WRITE_CAPTION, captioner))
            : List.of();
    List<EvaluationTask> reading = new ArrayList<>();
    Stream.of(Arm.CAPTION, Arm.GIVEN)
        .filter(arms::contains)
        .forEach(arm -> reading.addAll(choose(arm, readers)));
    boolean captionerReads = captioner.model().equals(readers.get(0).model());
    Stream<List<EvaluationTask>> order =
        captionerReads
            ? Stream.of(looking, describing, reading)
            : Stream.of(describing, looking, reading);
    return new EvaluationPlan(order.flatMap(List::stream).toList());
  }

  private static List<EvaluatedModel> withAdapters(ModelConfig model, List<AdapterRow> adapters) {
    EvaluatedModel base = EvaluatedModel.base(model);
    List<EvaluatedModel> models = new ArrayList<>(List.of(base));
    adapters.forEach(adapter -> models.add(base.with(adapter)));
    return models;
  }

  private static List<EvaluationTask> choose(Arm arm, List<EvaluatedModel> models) {
    return models.stream().map(model -> new EvaluationTask(Kind.of(arm), model)).toList();
  }

  List<Phase> phases() {
    List<Phase> phases = new ArrayList<>();
    for (EvaluationTask task : tasks) {
      if (phases.isEmpty() || !last(phases).model().equals(task.model())) {
        phases.add(new Phase(new ArrayList<>()));
      }
      last(phases).tasks().add(task);
    }
    return phases;
  }

  private static Phase last(List<Phase> phases) {
    return phases.get(phases.size() - 1);
  }
}
