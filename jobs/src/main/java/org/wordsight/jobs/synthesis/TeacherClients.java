package org.wordsight.jobs.synthesis;

import java.util.HashMap;
import java.util.Map;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.TeacherClient;

/** The clients of this JVM: one for each teacher, shared by all tasks that ask it. */
final class TeacherClients {
  /** A task's use of a client. The last one to end closes the client. */
  interface Use extends AutoCloseable {
    TeacherClient client();

    @Override
    void close();
  }

  private record Shared(TeacherClient client, int uses) {}

  /** Spark makes tasks anew, so that nothing else in a JVM outlives them. Guarded by itself. */
  private static final Map<RemoteTeacher, Shared> OPEN = new HashMap<>();

  private TeacherClients() {}

  static Use use(RemoteTeacher teacher) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(teacher);
      TeacherClient client = shared == null ? teacher.open() : shared.client();
      OPEN.put(teacher, new Shared(client, shared == null ? 1 : shared.uses() + 1));
      return new Use() {
        @Override
        public TeacherClient client() {
          return client;
        }

        @Override
        public void close() {
          leave(teacher);
        }
      };
    }
  }

  private static void leave(RemoteTeacher teacher) {
    synchronized (OPEN) {
      Shared shared = OPEN.remove(teacher);
      if (shared.uses() > 1) {
        OPEN.put(teacher, new Shared(shared.client(), shared.uses() - 1));
      } else {
        shared.client().close();
      }
    }
  }
}
