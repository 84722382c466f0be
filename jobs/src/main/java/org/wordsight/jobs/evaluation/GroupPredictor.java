package org.wordsight.jobs.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.wordsight.evaluate.BenchmarkItem;
import org.wordsight.evaluate.EvaluationPrompts;
import org.wordsight.evaluate.ItemGroup;
import org.wordsight.evaluate.ItemImage;
import org.wordsight.evaluate.ItemRequests;
import org.wordsight.evaluate.PredictionLogEntry;
import org.wordsight.jobs.evaluation.EvaluationTask.Kind;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.SegmentLog;

/**
 * Runs the tasks of one phase, group by group, inside a Spark task. The answers of a group to one
 * task are one segment of the log. The segment is written before the next task begins. A killed
 * Spark task therefore loses only one batch.
 *
 * @param imageFolder path or URI; empty where no task shows images
 */
record GroupPredictor(
    List<EvaluationTask> tasks,
    EvaluationPrompts prompts,
    String imageFolder,
    SegmentLog<PredictionLogEntry> log,
    ModelSessions sessions)
    implements FlatMapFunction<Iterator<GroupPredictor.Group>, GroupPredictor.LoggedGroup> {

  /**
   * One batch of items.
   *
   * @param captions of an earlier phase, by item
   */
  record Group(List<BenchmarkItem> items, HashMap<String, String> captions)
      implements Serializable {}

  /**
   * The place of a group's answers in the log.
   *
   * @param task the place of the evaluation task in its phase
   */
  record LoggedGroup(int task, String segment) implements Serializable {}

  @Override
  public Iterator<LoggedGroup> call(Iterator<Group> groups) {
    List<LoggedGroup> done = new ArrayList<>();
    try (ModelSessions.Session session = sessions.open()) {
      while (groups.hasNext()) {
        done.addAll(predict(groups.next(), session));
      }
    }
    return done.iterator();
  }

  private List<LoggedGroup> predict(Group group, ModelSessions.Session session) {
    ItemGroup items = new ItemGroup(prompts, group.items(), images(group));
    Map<String, String> captions = group.captions();
    List<LoggedGroup> done = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      EvaluationTask task = tasks.get(i);
      ItemRequests requests =
          switch (task.kind()) {
            case WRITE_CAPTION -> items.captionRequests();
            case IMAGE -> items.imageRequests();
            case CAPTION -> items.textRequests(captions);
            case GIVEN -> items.textRequests(items.givenSituations());
          };
      String segment = requests.segment(task.evaluated().fingerprint());
      // The questions of a missing or damaged segment are asked again.
      if (log.whole(segment).isEmpty()) {
        log.append(segment, requests.ask(batch -> session.ask(task.evaluated(), batch)));
      }
      if (task.kind() == Kind.WRITE_CAPTION) {
        captions = captions(log.read(segment));
      }
      done.add(new LoggedGroup(i, segment));
    }
    return done;
  }

  private List<ItemImage> images(Group group) {
    if (imageFolder.isEmpty()) {
      return List.of();
    }
    return group.items().stream().map(item -> image(item.imageFile())).toList();
  }

  private ItemImage image(String name) {
    String address = imageFolder + "/" + name;
    return Inputs.fileIn(imageFolder, name)
        .map(file -> ItemImage.read(file, address))
        .orElseGet(() -> ItemImage.missing(address));
  }

  /** The captions in log entries, by item. */
  static HashMap<String, String> captions(List<PredictionLogEntry> entries) {
    HashMap<String, String> captions = new HashMap<>();
    entries.stream()
        .filter(PredictionLogEntry::asked)
        .forEach(entry -> captions.put(entry.itemId(), entry.text()));
    return captions;
  }
}
