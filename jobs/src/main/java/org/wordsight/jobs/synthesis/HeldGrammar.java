package org.wordsight.jobs.synthesis;

import org.wordsight.chat.TokenBytes;
import org.wordsight.grammar.Schema;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.model.LoadedModel;

/** A grammar for the model in use. The grammar and its masks stay as long as the model. */
record HeldGrammar(TokenGrammar grammar) implements ModelHolder.Companion {

  /** Only work inside {@link ModelHolder#use} may call this. */
  static HeldGrammar of(LoadedModel model, Schema schema) {
    return ModelHolder.companion(
        HeldGrammar.class, "grammar " + schema, () -> new HeldGrammar(made(model, schema)));
  }

  private static TokenGrammar made(LoadedModel model, Schema schema) {
    return TokenGrammar.of(
        schema,
        TokenBytes.read(model.folder()),
        model.stopTokens(),
        model.decoder().config().vocabularySize());
  }

  @Override
  public void close() {
    // A grammar holds heap memory only.
  }
}
