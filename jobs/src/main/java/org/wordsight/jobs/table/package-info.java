/**
 * The tables: one record a table, whose components are its columns, in order. A component {@code
 * requestId} is the column {@code request_id}; an {@code Optional} one may be null. Which run a row
 * belongs to is in its folder's name ({@code run_id=…}), never in the row.
 */
package org.wordsight.jobs.table;
