/** An endpoint on this machine that answers by a script: to rehearse a run, and for tests. */
package org.wordsight.rehearsal;
