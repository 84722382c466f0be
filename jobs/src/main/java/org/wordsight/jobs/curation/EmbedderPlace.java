package org.wordsight.jobs.curation;

import java.io.Serializable;
import org.wordsight.config.Location;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SemanticConfig;

/** The place where executors find the embedder that a run file names. */
public sealed interface EmbedderPlace extends Serializable {

  /** A sentence encoder among the jars. */
  record ClassPath() implements EmbedderPlace {
    private static final long serialVersionUID = 1L;
  }

  /** A sentence encoder in a folder or a jar. */
  record Folder(Location location) implements EmbedderPlace {
    private static final long serialVersionUID = 1L;
  }

  /** The language part of a checkpoint. */
  record Checkpoint(ModelConfig model) implements EmbedderPlace {
    private static final long serialVersionUID = 1L;
  }

  /** The words of a text. */
  record Words() implements EmbedderPlace {
    private static final long serialVersionUID = 1L;
  }

  static EmbedderPlace of(SemanticConfig semantic, RunConfig config) {
    return switch (semantic.embedder()) {
      case MINILM -> semantic.path().<EmbedderPlace>map(Folder::new).orElseGet(ClassPath::new);
      case STUDENT -> new Checkpoint(config.models().student());
      case WORDS -> new Words();
    };
  }
}
