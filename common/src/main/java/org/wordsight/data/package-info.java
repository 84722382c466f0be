/**
 * The values that all other packages share, such as questions. They hold no logic but validation.
 */
package org.wordsight.data;
