package org.wordsight.jobs.runtime;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A process that takes a warehouse's lease, reports that, and waits for the end of its input. */
final class LeaseHolder {
  private LeaseHolder() {}

  public static void main(String[] arguments) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(Lease.SECONDS, arguments[1]);
    Warehouse warehouse = Warehouse.at(arguments[0], hadoop);
    warehouse.prepareForWriting();
    Lease.take(warehouse, "a", Console.standard());
    System.out.println("taken");
    System.out.flush();
    int end = System.in.read();
    System.exit(end < 0 ? 0 : 1);
  }
}
