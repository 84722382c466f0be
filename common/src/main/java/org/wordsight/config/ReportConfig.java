package org.wordsight.config;

/**
 * Where the report goes.
 *
 * @param out its folder
 */
public record ReportConfig(Location out) {
  static ReportConfig read(Section section) {
    return new ReportConfig(section.output("out", "report"));
  }
}
