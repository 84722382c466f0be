package org.wordsight.jobs.table;

import java.util.Optional;
import java.util.OptionalDouble;
import org.wordsight.export.Check;

/**
 * A check of an export. {@code form} is adapter or merged. {@code layout} is old, new or student;
 * student means the names in the student's files. {@code passed} is absent for a warning.
 */
public record ExportRow(
    String adapterId,
    String form,
    String layout,
    String checkName,
    OptionalDouble value,
    String allowed,
    Optional<Boolean> passed) {
  public static final Table<ExportRow> TABLE = Table.of("exports", 1, ExportRow.class);

  public static ExportRow of(String adapterId, String form, String layout, Check check) {
    return new ExportRow(
        adapterId,
        form,
        layout,
        check.name(),
        check.value(),
        check.allowed(),
        switch (check.outcome()) {
          case PASSED -> Optional.of(true);
          case FAILED -> Optional.of(false);
          case WARNING -> Optional.empty();
        });
  }
}
