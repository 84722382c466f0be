/**
 * An endpoint on this machine that answers by a script. Users try a run with it before they pay for
 * one, and tests use it.
 */
package org.wordsight.rehearsal;
