/**
 * Workers that exchange vectors over authenticated connections, one for each pair. Sums are made in
 * a fixed tree, so that their bits do not depend on the number of workers. This package does not
 * know the meaning of the vectors.
 */
package org.wordsight.exchange;
