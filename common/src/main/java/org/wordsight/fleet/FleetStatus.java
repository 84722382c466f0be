package org.wordsight.fleet;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.wordsight.teacher.FailureKind;

/**
 * How a run stands.
 *
 * @param settled answered items of the present wave
 * @param givenUp items of the present wave that no attempt answered
 * @param inFlight permits in use
 * @param waiting failed items that wait for another attempt
 * @param limit the permits that there are now; at most {@link Limits#maximumInFlight}
 * @param spentMicrodollars everything that was or may be charged, earlier processes included
 * @param reservedMicrodollars the worst cost of what is on its way
 * @param wastedMicrodollars the part of what is spent that brought no answer that counts
 * @param failures how many attempts failed, by kind
 * @param permitUse the share of the permits that were in use, over the time in which items were
 *     left to hand out, after the limit's first rise; 1 before there is such time
 */
public record FleetStatus(
    long settled,
    long givenUp,
    int inFlight,
    int waiting,
    int limit,
    long spentMicrodollars,
    long reservedMicrodollars,
    long wastedMicrodollars,
    Map<FailureKind, Long> failures,
    double permitUse) {
  public FleetStatus {
    Map<FailureKind, Long> copy = new EnumMap<>(FailureKind.class);
    copy.putAll(failures);
    failures = Collections.unmodifiableMap(copy);
  }
}
