/** Qwen2-VL: {@code model_type} "qwen2_vl", a Qwen2 decoder with a vision tower. */
package org.wordsight.model.qwen2vl;
