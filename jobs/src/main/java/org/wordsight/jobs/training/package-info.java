/**
 * The parts of the stage {@code train}: the adapters that a run file asks for, their samples, the
 * driver's side of a training, and the workers.
 */
package org.wordsight.jobs.training;
