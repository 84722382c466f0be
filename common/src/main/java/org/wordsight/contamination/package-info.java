/**
 * Finds questions that repeat a benchmark, with the evidence: the item, the rule, and the shared
 * words. Everything is a pure function of the texts.
 */
package org.wordsight.contamination;
