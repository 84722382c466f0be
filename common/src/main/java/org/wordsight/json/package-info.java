/** How JSON from outside is parsed: within limits that no honest file meets. */
package org.wordsight.json;
