/**
 * The services that every stage uses: the Spark session, the warehouse with its lease, runs and
 * their publication, logs, progress, and the loaded model.
 */
package org.wordsight.jobs.runtime;
