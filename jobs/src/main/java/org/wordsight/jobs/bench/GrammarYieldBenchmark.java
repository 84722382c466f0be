package org.wordsight.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.wordsight.chat.Message;
import org.wordsight.chat.TokenBytes;
import org.wordsight.data.Question;
import org.wordsight.generate.FinishReason;
import org.wordsight.generate.Generation;
import org.wordsight.generate.GenerationRequest;
import org.wordsight.generate.Sampling;
import org.wordsight.generate.TextGenerator;
import org.wordsight.grammar.AnswerGrammar;
import org.wordsight.grammar.QuestionForm;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.prompt.GenerationPrompt;
import org.wordsight.prompt.PromptTemplate;
import org.wordsight.synthesis.AnswerParser;
import org.wordsight.synthesis.AxisSampler;
import org.wordsight.synthesis.PlannedGroup;
import org.wordsight.synthesis.Planner;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.SeedQuestions;

/**
 * Counts the usable questions that a checkpoint writes in 40 calls, and measures its speed. The
 * prompt is the paper's, with two seed questions. The checkpoint writes freely first, and then with
 * a grammar for the form of questions.
 */
final class GrammarYieldBenchmark implements SpeedBenchmark {
  private static final int CALLS = 40;
  private static final int GROUP = 20;
  private static final int EXAMPLES = 2;
  private static final int QUESTIONS = 5;
  private static final int NEW_TOKENS = 1024;

  /** The makers of small models recommend this. At 1, such models write little sense. */
  private static final double TEMPERATURE = 0.2;

  @Override
  public String name() {
    return "grammar-yield";
  }

  @Override
  public String summary() {
    return "usable questions of --model as a teacher in 40 calls, free and held to a grammar";
  }

  /** The seed questions that come with the program. */
  static List<Question> seeds() {
    Path home = Path.of(System.getProperty("wordsight.home", ""));
    return SeedQuestions.read(home.resolve("conf/seeds/questions.json"));
  }

  @Override
  public void run(BenchSession session) {
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.ANSWER)) {
      List<PlannedGroup> plan = plan(model);
      measure(
          session,
          model,
          plan,
          "held to 4 or 5 options",
          new QuestionForm(QUESTIONS, 4, 5, NEW_TOKENS));
      measure(session, model, plan, "free", new AnswerGrammar.Free());
    }
  }

  private static List<PlannedGroup> plan(LoadedModel model) {
    PromptTemplate paper = PromptTemplate.of(PromptTemplate.Purpose.GENERATION, Optional.empty());
    Planner planner =
        new Planner(
            new GenerationPrompt(paper, QUESTIONS),
            prompt -> model.template().prompt(List.of(Message.user(prompt))),
            seeds(),
            EXAMPLES,
            GROUP,
            new RequestParameters("", TEMPERATURE, 1, NEW_TOKENS),
            42,
            AxisSampler.none());
    return planner.wave(0, 0, 0, CALLS);
  }

  private static void measure(
      BenchSession session,
      LoadedModel model,
      List<PlannedGroup> plan,
      String how,
      AnswerGrammar form) {
    BenchCase of =
        BenchCase.of(
            "%d calls, %s".formatted(CALLS, how),
            "new tokens/s, reading the prompts included",
            Map.of(
                "calls", CALLS,
                "batch", GROUP,
                "new_tokens", NEW_TOKENS,
                "temperature", TEMPERATURE));
    List<Generation> answers = new ArrayList<>();
    session.startOfCase();
    session.ours(
        of,
        0,
        () -> {
          answers.clear();
          // Each run makes its own grammar, so that the time for this counts.
          Optional<TokenGrammar> grammar = grammar(model, form);
          try (TextGenerator generator = new TextGenerator(model)) {
            for (PlannedGroup group : plan) {
              answers.addAll(generator.generate(requests(group, grammar)));
            }
          }
          return answers.stream().mapToLong(answer -> answer.ids().length).sum();
        },
        () -> facts(answers));
  }

  private static Optional<TokenGrammar> grammar(LoadedModel model, AnswerGrammar form) {
    return form.schema()
        .map(
            schema ->
                TokenGrammar.of(
                    schema,
                    TokenBytes.read(model.folder()),
                    model.stopTokens(),
                    model.decoder().config().vocabularySize()));
  }

  private static List<GenerationRequest> requests(
      PlannedGroup group, Optional<TokenGrammar> grammar) {
    return group.requests().stream()
        .map(
            request ->
                new GenerationRequest(
                    group.prompt(),
                    List.of(),
                    NEW_TOKENS,
                    new Sampling(TEMPERATURE, 1, request.samplingSeed()),
                    List.of(),
                    grammar))
        .toList();
  }

  private static Map<String, Object> facts(List<Generation> answers) {
    AnswerParser parser = new AnswerParser(Set.of());
    Set<Question> different = new HashSet<>();
    Map<String, Integer> rejected = new TreeMap<>();
    int usable = 0;
    int callsWithOne = 0;
    for (int i = 0; i < answers.size(); i++) {
      AnswerParser.Parsed parsed = parser.parse("call-" + i, i, answers.get(i).text());
      parsed.rejections().forEach(each -> rejected.merge(each.reason().text(), 1, Integer::sum));
      parsed.candidates().forEach(each -> different.add(each.question()));
      usable += parsed.candidates().size();
      callsWithOne += parsed.candidates().isEmpty() ? 0 : 1;
    }
    Map<String, Object> facts = new TreeMap<>();
    facts.put("usable_questions", usable);
    facts.put("different_usable_questions", different.size());
    facts.put("calls_with_a_usable_question", callsWithOne);
    facts.put("rejected", rejected);
    facts.put("new_tokens_made", answers.stream().mapToInt(answer -> answer.ids().length).sum());
    facts.put(
        "ended_by_themselves",
        answers.stream().filter(answer -> answer.reason() == FinishReason.STOP).count());
    facts.put(
        "first_answer",
        answers.stream().map(Generation::text).limit(1).collect(Collectors.joining()));
    return facts;
  }
}
