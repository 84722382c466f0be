package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import org.wordsight.teacher.GroupTeacher;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.Teacher;

/**
 * The work of each of Spark's tasks.
 *
 * @param tasks the number of tasks
 */
record WaveWork(WaveTask task, Teacher teacher, int tasks) implements Serializable {
  private static final long serialVersionUID = 1L;

  void run() throws InterruptedException {
    task.requireTheSamePlan();
    if (teacher instanceof GroupTeacher inGroups) {
      new GroupWorker(task, inGroups).work();
    } else {
      askOneByOne((RemoteTeacher) teacher);
    }
  }

  private void askOneByOne(RemoteTeacher remote) throws InterruptedException {
    // Twice an equal share, since other tasks may have gone.
    int share = 2 * remote.pace().maximumInFlight() / tasks + 1;
    int most = Math.min(remote.pace().maximumInFlight(), share);
    try (TeacherClients.Use use = TeacherClients.use(remote)) {
      new RemoteWorker(task, remote, use.client(), most).work();
    }
  }
}
