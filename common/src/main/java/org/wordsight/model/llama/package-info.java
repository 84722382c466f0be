/** Llama 2, 3 and 3.1, and what is built like them: {@code model_type} "llama". */
package org.wordsight.model.llama;
