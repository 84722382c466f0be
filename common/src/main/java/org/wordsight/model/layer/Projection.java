package org.wordsight.model.layer;

/** The seven projections of a decoder layer, in the order of LoRA factors. */
public enum Projection {
  QUERY("self_attn.q_proj"),
  KEY("self_attn.k_proj"),
  VALUE("self_attn.v_proj"),
  OUTPUT("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String moduleName;

  Projection(String moduleName) {
    this.moduleName = moduleName;
  }

  /** The module's name inside its layer, as in Hugging Face's files. */
  public String moduleName() {
    return moduleName;
  }

  /** The module's name inside a cross-attention layer. */
  public String crossModuleName() {
    return moduleName.replace("self_attn.", "cross_attn.");
  }

  public int inputWidth(DecoderConfig config) {
    return switch (this) {
      case QUERY, KEY, VALUE, GATE, UP -> config.hiddenSize();
      case OUTPUT -> config.queryWidth();
      case DOWN -> config.intermediateSize();
    };
  }

  public int outputWidth(DecoderConfig config) {
    return switch (this) {
      case QUERY -> config.queryWidth();
      case KEY, VALUE -> config.keyValueWidth();
      case OUTPUT, DOWN -> config.hiddenSize();
      case GATE, UP -> config.intermediateSize();
    };
  }
}
