/** Parses JSON from outside, within limits that real files never reach. */
package org.wordsight.json;
