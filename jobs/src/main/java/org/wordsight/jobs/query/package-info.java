/** A query over the tables: what it may do, its rows as they come, and how they are printed. */
package org.wordsight.jobs.query;
