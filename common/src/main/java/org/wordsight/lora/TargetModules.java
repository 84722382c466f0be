package org.wordsight.lora;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.wordsight.error.WordsightException;
import org.wordsight.model.layer.Projection;

/** Decides which modules are adapted, by PEFT's rules over full module names. */
public sealed interface TargetModules {

  /** True for the modules with this full name. */
  boolean matches(String moduleName);

  /** A regular expression for the whole name. */
  record Expression(Pattern pattern) implements TargetModules {
    @Override
    public boolean matches(String moduleName) {
      return pattern.matcher(moduleName).matches();
    }
  }

  /** Whole names, or their last parts: {@code q_proj}, {@code self_attn.q_proj}. */
  record Suffixes(Set<String> suffixes) implements TargetModules {
    public Suffixes {
      suffixes = Set.copyOf(suffixes);
    }

    @Override
    public boolean matches(String moduleName) {
      return suffixes.stream()
          .anyMatch(suffix -> moduleName.equals(suffix) || moduleName.endsWith("." + suffix));
    }
  }

  /**
   * @throws WordsightException if it is no regular expression
   */
  static TargetModules expression(String expression) {
    try {
      return new Expression(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw WordsightException.input(
          "Cannot read target_modules: it is "
              + expression
              + ", expected a regular expression ("
              + e.getDescription()
              + ") or a list of names.",
          e);
    }
  }

  static TargetModules suffixes(Collection<String> suffixes) {
    return new Suffixes(Set.copyOf(suffixes));
  }

  /** The language projections that match in either layout of names, in order. */
  default List<ModuleId> select(LanguageShape shape) {
    Set<ModuleId> chosen = new TreeSet<>();
    for (ModuleId module : allProjections(shape)) {
      for (KeyLayout layout : KeyLayout.values()) {
        if (matches(layout.name(shape, module))) {
          chosen.add(module);
        }
      }
    }
    return List.copyOf(chosen);
  }

  /**
   * Every projection of every layer that text passes, as in the paper. Cross-attention layers are
   * left out. Text alone gives them no gradient, so an adapter there would never change.
   */
  static List<ModuleId> languageProjections(LanguageShape shape) {
    return allProjections(shape).stream()
        .filter(module -> !shape.crossLayers().contains(module.layer()))
        .toList();
  }

  /** Every projection of every layer of the language part. */
  static List<ModuleId> allProjections(LanguageShape shape) {
    List<ModuleId> all = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        all.add(new ModuleId(layer, projection));
      }
    }
    return all;
  }
}
