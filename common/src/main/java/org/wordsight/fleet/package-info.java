/**
 * The work of a fleet of workers that ask a teacher: which worker asks which item, how fast, and
 * for how much money. This package does not know how messages are sent.
 */
package org.wordsight.fleet;
