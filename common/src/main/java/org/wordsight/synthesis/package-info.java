/**
 * From seed questions to candidates: the plan of requests, the log of what the teacher answered,
 * the reading of its answers, and the order of those that are kept.
 */
package org.wordsight.synthesis;
