/** Reads a run's tables into what the report shows. */
package org.wordsight.jobs.reporting;
