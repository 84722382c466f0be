/**
 * Queries over the tables: what a query may do, how its rows are read, and how they are printed.
 */
package org.wordsight.jobs.query;
