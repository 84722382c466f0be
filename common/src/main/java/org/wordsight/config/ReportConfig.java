package org.wordsight.config;

/**
 * The settings of the report.
 *
 * @param out its folder
 */
public record ReportConfig(Location out) {
  static ReportConfig read(Section section) {
    return new ReportConfig(section.places().output("out", "report"));
  }
}
