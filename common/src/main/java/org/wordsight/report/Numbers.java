package org.wordsight.report;

import java.util.Locale;
import org.wordsight.evaluate.Interval;

/** Formats numbers for people, in the same way on every machine and for every locale. */
final class Numbers {
  private static final String MINUS = "\u2212";

  private Numbers() {}

  /** 0.7911 as "79.11". */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }

  /** "76.7 – 81.3", in percent. */
  static String percents(Interval interval) {
    return String.format(Locale.ROOT, "%.1f – %.1f", 100 * interval.low(), 100 * interval.high());
  }

  /** 0.1714 as "+17.1", in points. */
  static String points(double difference) {
    String digits = String.format(Locale.ROOT, "%.1f", Math.abs(100 * difference));
    boolean zero = digits.equals("0.0");
    return (zero ? "" : difference < 0 ? MINUS : "+") + digits;
  }

  /** "+14.2 to +20.1", in points. */
  static String points(Interval interval) {
    return points(interval.low()) + " to " + points(interval.high());
  }

  /** "2,000". */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String loss(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  /** "0.032", "&lt; 0.0001" as plain text. */
  static String probability(double p) {
    if (p < 1e-4) {
      return "< 0.0001";
    }
    return String.format(Locale.ROOT, p < 0.1 ? "%.4f" : "%.2f", p);
  }

  /** "45 s", "3 min 20 s", "2 h 05 min". */
  static String duration(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** "52.1 %" of a whole; empty if the whole is 0. */
  static String share(long part, long whole) {
    return whole == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  /** A share of 1 as a CSS length within its box. */
  static String place(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * Math.min(1, Math.max(0, share)));
  }
}
