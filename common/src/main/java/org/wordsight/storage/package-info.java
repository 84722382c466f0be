/**
 * Whole files under names, on any store. Other packages know no disks. This package has the
 * promises and the local disk; stores behind Hadoop are on the Spark side.
 */
package org.wordsight.storage;
