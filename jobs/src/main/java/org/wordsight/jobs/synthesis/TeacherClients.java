package org.wordsight.jobs.synthesis;

import java.util.HashMap;
import java.util.Map;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.teacher.RemoteTeacher;
import org.wordsight.teacher.TeacherClient;

/** The clients of this JVM: one for each teacher, shared by all tasks that ask it. */
final class TeacherClients implements Held.Thing {
  /** A task's use of a client. The end of the last use closes the client. */
  interface Use extends AutoCloseable {
    TeacherClient client();

    @Override
    void close();
  }

  private record Shared(TeacherClient client, int uses) {}

  private final Map<RemoteTeacher, Shared> open = new HashMap<>();

  static Use use(RemoteTeacher teacher) {
    return Held.here().get(TeacherClients.class, TeacherClients::new).join(teacher);
  }

  synchronized Use join(RemoteTeacher teacher) {
    Shared shared = open.get(teacher);
    TeacherClient client = shared == null ? teacher.open() : shared.client();
    open.put(teacher, new Shared(client, shared == null ? 1 : shared.uses() + 1));
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

  private synchronized void leave(RemoteTeacher teacher) {
    Shared shared = open.remove(teacher);
    if (shared.uses() > 1) {
      open.put(teacher, new Shared(shared.client(), shared.uses() - 1));
    } else {
      shared.client().close();
    }
  }

  /** Releases nothing: a client that nobody uses is closed already. */
  @Override
  public void release() {}
}
