/** Files that come from outside: only regular ones of a size that fits their kind are read. */
package org.wordsight.files;
