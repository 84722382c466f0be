/**
 * Finds questions that are copies of one another or of a benchmark. Everything is a pure function
 * of the texts: normalised words, shingles, similarity, pairs, clusters and contamination.
 */
package org.wordsight.dedup;
