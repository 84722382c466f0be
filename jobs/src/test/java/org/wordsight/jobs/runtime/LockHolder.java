package org.wordsight.jobs.runtime;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A process that takes a warehouse's lock, says so, and waits for its input to end. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    Warehouse warehouse = Warehouse.at(arguments[0], new Configuration());
    warehouse.prepareForWriting();
    Lock.take(warehouse, Console.standard());
    System.out.println("locked");
    System.out.flush();
    int end = System.in.read();
    System.exit(end < 0 ? 0 : 1);
  }
}
