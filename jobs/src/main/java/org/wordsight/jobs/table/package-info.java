/**
 * The tables. Each table has one record, whose components are its columns in order. A component
 * {@code requestId} is the column {@code request_id}. An {@code Optional} component may be null.
 * The run of a row is in the name of its folder ({@code run_id=…}), never in the row.
 */
package org.wordsight.jobs.table;
