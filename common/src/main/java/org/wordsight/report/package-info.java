/**
 * What a run found, for people: one self-contained HTML page and a short text, from plain records.
 * Knows no Spark and no tables.
 */
package org.wordsight.report;
