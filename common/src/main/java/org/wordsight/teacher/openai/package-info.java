/** The teacher behind an HTTP endpoint that speaks OpenAI's chat completions. */
package org.wordsight.teacher.openai;
