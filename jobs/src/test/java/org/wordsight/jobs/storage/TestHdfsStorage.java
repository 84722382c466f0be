package org.wordsight.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.storage.Storage;

class TestHdfsStorage extends StorageContract {
  @TempDir static Path disks;

  private static MiniDFSCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  @Override
  Storage storage() throws IOException {
    String place = cluster.getURI() + "/wordsight " + UUID.randomUUID();
    return Storages.open(place, cluster.getConfiguration(0));
  }
}
