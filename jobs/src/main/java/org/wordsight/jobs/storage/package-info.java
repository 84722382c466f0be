/** The stores that Hadoop reaches: HDFS, S3. Nothing above this package knows a file system. */
package org.wordsight.jobs.storage;
