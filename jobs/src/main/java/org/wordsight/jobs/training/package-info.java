/**
 * The parts of the stage {@code train}: the adapters that a run file asks for, their samples, and
 * the task that trains one.
 */
package org.wordsight.jobs.training;
