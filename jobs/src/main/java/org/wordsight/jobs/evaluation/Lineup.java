package org.wordsight.jobs.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.config.EvaluationConfig.Arm;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.ModelsConfig;
import org.wordsight.jobs.evaluation.Question.Kind;
import org.wordsight.jobs.table.AdapterRow;

/**
 * Who answers what. The student answers the arm {@code image}, as it is and with every adapter. The
 * arms {@code caption} and {@code given} are answered by {@code models.llm} as it is; where there
 * is none, or it is the student itself, by the student's language part, as it is and with every
 * adapter. Captions come from the captioner as it is.
 *
 * @param questions in an order that loads each model as seldom as possible; a description is asked
 *     for before the arm that reads it
 */
public record Lineup(List<Question> questions) {

  /** The questions that one loaded model is asked. */
  record Phase(List<Question> questions) {
    ModelConfig model() {
      return questions.get(0).model();
    }

    boolean looks() {
      return questions.stream().anyMatch(question -> question.kind().looks());
    }
  }

  public static Lineup of(ModelsConfig models, List<Arm> arms, List<AdapterRow> adapters) {
    List<Contestant> students = withAdapters(models.student(), adapters);
    boolean studentReads =
        models.llm().map(llm -> llm.path().equals(models.student().path())).orElse(true);
    List<Contestant> readers =
        studentReads ? students : List.of(Contestant.base(models.llm().orElseThrow()));
    Contestant captioner = Contestant.base(models.captioner().orElse(models.student()));

    List<Question> looking = arms.contains(Arm.IMAGE) ? choose(Arm.IMAGE, students) : List.of();
    List<Question> describing =
        arms.contains(Arm.CAPTION) ? List.of(new Question(Kind.DESCRIBE, captioner)) : List.of();
    List<Question> reading = new ArrayList<>();
    Stream.of(Arm.CAPTION, Arm.GIVEN)
        .filter(arms::contains)
        .forEach(arm -> reading.addAll(choose(arm, readers)));
    boolean captionerReads = captioner.model().equals(readers.get(0).model());
    Stream<List<Question>> order =
        captionerReads
            ? Stream.of(looking, describing, reading)
            : Stream.of(describing, looking, reading);
    return new Lineup(order.flatMap(List::stream).toList());
  }

  private static List<Contestant> withAdapters(ModelConfig model, List<AdapterRow> adapters) {
    Contestant base = Contestant.base(model);
    List<Contestant> contestants = new ArrayList<>(List.of(base));
    adapters.forEach(adapter -> contestants.add(base.with(adapter)));
    return contestants;
  }

  private static List<Question> choose(Arm arm, List<Contestant> contestants) {
    return contestants.stream().map(who -> new Question(Kind.of(arm), who)).toList();
  }

  List<Phase> phases() {
    List<Phase> phases = new ArrayList<>();
    for (Question question : questions) {
      if (phases.isEmpty() || !last(phases).model().equals(question.model())) {
        phases.add(new Phase(new ArrayList<>()));
      }
      last(phases).questions().add(question);
    }
    return phases;
  }

  private static Phase last(List<Phase> phases) {
    return phases.get(phases.size() - 1);
  }
}
