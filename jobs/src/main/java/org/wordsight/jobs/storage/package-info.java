/** The stores that Hadoop reaches: HDFS and S3. No package above this one knows a file system. */
package org.wordsight.jobs.storage;
