/** A judge answers questions without their key, so that doubtful ones are seen. */
package org.wordsight.judge;
