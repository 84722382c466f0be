/** Mllama, the architecture of Llama 3.2 Vision. */
package org.wordsight.model.mllama;
