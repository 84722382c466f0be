package org.wordsight.jobs.table;

import java.io.Serializable;
import org.wordsight.teacher.CallHistory;

/**
 * An attempt at a request whose answer is not in {@code requests}, and that cost money or may have
 * cost money.
 *
 * @param reason lost: sent, and nothing more is known; unused: answered, but not needed; cancelled:
 *     ended by us; else the kind of the failure
 * @param costMicrodollars the most that the attempt can have cost
 */
public record WasteRow(String requestId, int attempt, String reason, long costMicrodollars)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Table<WasteRow> TABLE = Table.of("waste", 1, WasteRow.class);

  public static WasteRow of(CallHistory.Waste waste) {
    return new WasteRow(
        waste.call().requestId(), waste.call().attempt(), waste.reason(), waste.microdollars());
  }
}
