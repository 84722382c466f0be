package org.wordsight.model;

import org.wordsight.tensor.Device;

/** The device on which a model computes, and the format in which its weights are held there. */
public record Placement(Device device, Precision precision) {
  /** The placement with which references are made. */
  public static final Placement FLOAT32_ON_CPU = new Placement(Device.CPU, Precision.FLOAT32);
}
