/**
 * Turns an image file into the input of a vision tower, with the numbers of Pillow and of the slow
 * (PIL) image processors of Hugging Face transformers: decode to RGB, resize in 8-bit fixed point,
 * normalise, cut into patches. Everything except JPEG's decoding is exact to the bit.
 */
package org.wordsight.vision;
