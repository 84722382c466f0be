package org.wordsight.jobs.table;

import java.util.Optional;
import java.util.OptionalDouble;
import org.wordsight.synthesis.DiversityFinding;

/** A measure of how different the samples are. {@code name} is the name of the measure. */
public record DiversityRow(
    String name,
    Optional<String> axis,
    Optional<String> value,
    long n,
    double share,
    OptionalDouble pValue) {
  public static final Table<DiversityRow> TABLE = Table.of("diversity", 1, DiversityRow.class);

  public static DiversityRow of(DiversityFinding finding) {
    return new DiversityRow(
        finding.name(),
        finding.axis(),
        finding.value(),
        finding.n(),
        finding.share(),
        finding.pValue());
  }

  public DiversityFinding finding() {
    return new DiversityFinding(name, axis, value, n, share, pValue);
  }
}
