/**
 * From an image file to what a vision tower reads, with the numbers that Pillow and the slow (PIL)
 * image processors of Hugging Face transformers give: decode to RGB, resize in 8-bit fixed point,
 * normalise, cut into patches. Everything but the decoding of JPEG is exact to the bit.
 */
package org.wordsight.vision;
