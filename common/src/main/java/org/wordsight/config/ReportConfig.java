package org.wordsight.config;

/**
 * Where the report goes.
 *
 * @param out absolute path or URI of its folder
 */
public record ReportConfig(String out) {
  static ReportConfig read(Section section) {
    return new ReportConfig(section.place("out", "report"));
  }
}
