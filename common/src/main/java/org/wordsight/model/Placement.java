package org.wordsight.model;

import org.wordsight.tensor.Device;

/** The device that a model computes on, and the format in which its weights are held there. */
public record Placement(Device device, Precision precision) {
  /** As references are made. */
  public static final Placement FLOAT32_ON_CPU = new Placement(Device.CPU, Precision.FLOAT32);
}
