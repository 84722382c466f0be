/**
 * What the stage {@code train} is made of: which adapters a run wants, and the task that trains
 * one.
 */
package org.wordsight.jobs.training;
