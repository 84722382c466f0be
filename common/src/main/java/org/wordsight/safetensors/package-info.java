/**
 * Reads and writes the safetensors format: a length, a JSON header, then raw tensors. Files are
 * mapped and never held in the heap. Every header is checked against its file before any use.
 */
package org.wordsight.safetensors;
