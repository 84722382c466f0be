/**
 * Measured figures under names: each benchmark runs our side and, where Python has a peer and
 * {@code WORDSIGHT_PYTHON} names an interpreter that has it, the peer on the same work in the same
 * run. Every figure is a line of JSON that says what was measured, where and how.
 */
package org.wordsight.jobs.bench;
