/**
 * Turns an image file into the input of a vision tower. Images are decoded to RGB, resized in 8-bit
 * fixed point, normalised and cut into patches. The numbers are those of Pillow and of the slow
 * (PIL) image processors of Hugging Face transformers. Everything except JPEG's decoding is exact
 * to the bit.
 */
package org.wordsight.vision;
