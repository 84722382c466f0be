/** Qwen2 and Qwen2.5: {@code model_type} "qwen2". */
package org.wordsight.model.qwen2;
