/**
 * Shows the results of a run to people: one self-contained HTML page and a short text. The input is
 * plain records, without Spark and tables.
 */
package org.wordsight.report;
