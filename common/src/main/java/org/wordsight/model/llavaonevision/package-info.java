/** LLaVA-OneVision: config, names, vision tower, projector, prompts with images. */
package org.wordsight.model.llavaonevision;
