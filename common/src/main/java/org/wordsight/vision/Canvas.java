package org.wordsight.vision;

/**
 * A size that tiles cover.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record Canvas(int height, int width) {}
