/**
 * Finds questions that repeat a benchmark, with the evidence: which item, by which rule, and where.
 * Everything is a pure function of the texts.
 */
package org.wordsight.contamination;
