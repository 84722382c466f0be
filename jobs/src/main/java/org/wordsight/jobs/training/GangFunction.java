package org.wordsight.jobs.training;

import java.util.List;
import org.apache.spark.BarrierTaskContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** The work of a task of the barrier stage: one worker. */
final class GangFunction extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>>
    implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  private final TrainingTask task;

  GangFunction(TrainingTask task) {
    this.task = task;
  }

  @Override
  public Iterator<Integer> apply(Iterator<Integer> ranks) {
    BarrierTaskContext context = BarrierTaskContext.get();
    int rank = TrainingWorker.ofGang(task, context);
    return JavaConverters.asScalaIterator(List.of(rank).iterator());
  }
}
