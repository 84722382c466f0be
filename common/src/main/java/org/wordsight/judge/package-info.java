/** A judge answers questions without their key, so that doubtful questions are found. */
package org.wordsight.judge;
