/**
 * Which questions are copies of one another or of a benchmark, as pure functions of their texts:
 * normalised words, shingles and their similarity, pairs, clusters, contamination.
 */
package org.wordsight.dedup;
