/**
 * Texts as vectors whose cosine says how similar their meanings are. The package {@code dedup}
 * compares and searches such vectors.
 */
package org.wordsight.embed;
