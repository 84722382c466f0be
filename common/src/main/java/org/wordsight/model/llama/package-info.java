/** Llama 2, 3 and 3.1, and models built like them: {@code model_type} "llama". */
package org.wordsight.model.llama;
