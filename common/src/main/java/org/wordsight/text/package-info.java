/** What models write, before anybody reads it for a meaning. */
package org.wordsight.text;
