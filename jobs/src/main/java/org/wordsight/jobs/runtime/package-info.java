/**
 * What every stage stands on: the Spark session, the warehouse with its lock, its runs and their
 * publication, durable logs, progress, and the holder of the loaded model.
 */
package org.wordsight.jobs.runtime;
