package org.wordsight.jobs.table;

/**
 * A key of the search for near duplicates that more than 64 kept questions share.
 *
 * @param bucket 16 hexadecimal digits
 * @param questions kept questions that share it
 */
public record HotBucketRow(String bucket, int questions) {
  public static final Table<HotBucketRow> TABLE = Table.of("hot_buckets", 1, HotBucketRow.class);
}
