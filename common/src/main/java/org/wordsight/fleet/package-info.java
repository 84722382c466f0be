/**
 * The work of a fleet of workers that ask a teacher: who asks what, how fast, and for how much
 * money. Nothing here knows how messages travel.
 */
package org.wordsight.fleet;
