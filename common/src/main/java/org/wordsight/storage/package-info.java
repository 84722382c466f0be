/**
 * Whole files under names, on any store: what everything else knows of disks. This package has the
 * promises and the local disk; stores that Hadoop reaches are with the Spark side.
 */
package org.wordsight.storage;
