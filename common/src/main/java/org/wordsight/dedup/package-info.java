/**
 * Finds questions that are copies of one another. Everything is a pure function of the texts:
 * normalised words, shingles, similarity, pairs and clusters.
 */
package org.wordsight.dedup;
