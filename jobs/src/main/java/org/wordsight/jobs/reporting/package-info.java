/** Reads a run's tables into the data of its report. */
package org.wordsight.jobs.reporting;
