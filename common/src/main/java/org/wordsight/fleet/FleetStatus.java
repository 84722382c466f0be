package org.wordsight.fleet;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.wordsight.teacher.FailureKind;

/**
 * The state of a run.
 *
 * @param settled answered items of the present wave
 * @param givenUp items of the present wave that no attempt answered
 * @param inFlight permits in use
 * @param waiting failed items that wait for another attempt
 * @param limit the permits at present; at most {@link Limits#maximumInFlight}
 * @param spentMicrodollars all money that was or may be charged, by earlier processes too
 * @param reservedMicrodollars the worst cost of the items in flight
 * @param wastedMicrodollars the part of the spent money that brought no answer that counts
 * @param failures how many attempts failed, by kind
 * @param permitUse the share of the permits that were in use, after the limit's first rise, while
 *     items were left to hand out; 1 before that time
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
