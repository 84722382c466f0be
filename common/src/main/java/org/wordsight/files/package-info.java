/** Files from outside. Only regular files of a size that fits their kind are read. */
package org.wordsight.files;
