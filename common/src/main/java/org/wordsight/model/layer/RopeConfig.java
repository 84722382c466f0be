package org.wordsight.model.layer;

import java.util.List;

/**
 * The settings of rotary positions.
 *
 * @param theta the base of the frequencies
 * @param sections the number of frequencies that each axis of a position turns, in order. There is
 *     one section if positions are plain numbers, and three (time, height, width) if images have
 *     rows and columns.
 */
public record RopeConfig(double theta, Scaling scaling, List<Integer> sections) {
  /** The change of frequencies for contexts longer than the model was first trained on. */
  public sealed interface Scaling {}

  /** Frequencies stay as they are. */
  public record None() implements Scaling {}

  /** Every frequency is divided by {@code factor}. */
  public record Linear(double factor) implements Scaling {}

  /**
   * Llama 3's scaling. Wavelengths above {@code originalContext / lowFactor} are stretched by
   * {@code factor}. Those below {@code originalContext / highFactor} are kept. Those between are
   * interpolated.
   */
  public record Llama3(double factor, double lowFactor, double highFactor, long originalContext)
      implements Scaling {}

  public RopeConfig {
    sections = List.copyOf(sections);
  }

  /** The number of coordinates of one position. */
  public int axes() {
    return sections.size();
  }

  /** The axis that turns each frequency. */
  long[] axisOfFrequency() {
    long[] axes = new long[sections.stream().mapToInt(Integer::intValue).sum()];
    int at = 0;
    for (int axis = 0; axis < sections.size(); axis++) {
      for (int i = 0; i < sections.get(axis); i++) {
        axes[at++] = axis;
      }
    }
    return axes;
  }

  /** The scaled frequencies, in float32 as in the original. */
  float[] scaled(float[] frequencies) {
    float[] scaled = frequencies.clone();
    for (int i = 0; i < scaled.length; i++) {
      if (scaling instanceof Linear linear) {
        scaled[i] = frequencies[i] / (float) linear.factor();
      } else if (scaling instanceof Llama3 llama3) {
        scaled[i] = scaled(frequencies[i], llama3);
      }
    }
    return scaled;
  }

  private static float scaled(float frequency, Llama3 s) {
    float wavelength = (1f / frequency) * (float) (2 * Math.PI);
    if (wavelength < (float) (s.originalContext() / s.highFactor())) {
      return frequency;
    }
    if (wavelength > (float) (s.originalContext() / s.lowFactor())) {
      return frequency / (float) s.factor();
    }
    float smooth =
        ((1f / wavelength) * s.originalContext() - (float) s.lowFactor())
            / (float) (s.highFactor() - s.lowFactor());
    return (1f - smooth) * frequency / (float) s.factor() + smooth * frequency;
  }
}
