package org.wordsight.jobs.table;

/**
 * A key of the search for near duplicates that more than 64 kept questions share.
 *
 * @param bucket the key, 16 hexadecimal digits
 * @param questions the number of kept questions that share the key
 */
public record HotBucketRow(String bucket, int questions) {
  public static final Table<HotBucketRow> TABLE = Table.of("hot_buckets", 1, HotBucketRow.class);
}
