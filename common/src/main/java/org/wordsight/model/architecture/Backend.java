package org.wordsight.model.architecture;

import org.wordsight.tensor.Device;
import org.wordsight.vision.PillowRelease;

/**
 * What a model needs to compute.
 *
 * @param activation the kernels' number of the type in which layers compute
 * @param pillow the release whose pixels the resize of images gives
 */
public record Backend(Device device, String activation, PillowRelease pillow) {}
