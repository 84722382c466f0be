package org.wordsight.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.chat.TokenBytes;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestTokenGrammar {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Schema EVERYTHING =
      new Schema.Items(
          new Schema.Fields(
              List.of(
                  new Schema.Field("on", new Schema.Flag()),
                  new Schema.Field("n", new Schema.Whole(3)),
                  new Schema.Field("kind", new Schema.OneOf(List.of("a", "ab", "日\"本"))),
                  new Schema.Field("all", new Schema.Items(Schema.Text.upTo(5), 0, 3, false)),
                  new Schema.Field(
                      "options", new Schema.Items(new Schema.Text(1, 9, 12, 6), 2, 4, true)),
                  new Schema.Field("answer", new Schema.Letter()))),
          0,
          3,
          false);

  record Case(Schema schema, long seed) {}

  static Stream<Case> cases() {
    return Seeded.of(
        List.of(
            EVERYTHING,
            new QuestionForm(2, 2, 4, 400).list(),
            new Schema.Text(2, 10, 14, 4),
            new Schema.Whole(4)),
        6);
  }

  /** Schemas with seeds. */
  private static final class Seeded {
    private static Stream<Case> of(List<Schema> schemas, int seeds) {
      return schemas.stream()
          .flatMap(schema -> IntStream.range(0, seeds).mapToObj(seed -> new Case(schema, seed)));
    }
  }

  private static TokenGrammar grammar(Case of) {
    TokenBytes tokens = Vocabularies.hostile(of.seed());
    return TokenGrammar.of(of.schema(), tokens, Vocabularies.STOP, tokens.count());
  }

  /** Any tokens that are allowed give a whole value of the schema within their number. */
  @ParameterizedTest
  @MethodSource("cases")
  void leadsAnyTokensToAWholeAnswer(Case of) throws IOException {
    TokenBytes tokens = Vocabularies.hostile(of.seed());
    TokenGrammar grammar = grammar(of);
    Random random = new Random(of.seed());
    for (int i = 0; i < 40; i++) {
      int most = (int) grammar.fewestTokens() + random.nextInt(i % 2 == 0 ? 4 : 120);
      byte[] answer = answered(grammar, tokens, most, random);
      // A strict decoder fails on halves of characters.
      UTF_8.newDecoder().decode(ByteBuffer.wrap(answer));
      JsonNode value = STRICT.readTree(answer);
      long at = Automaton.of(of.schema()).next(0, answer);
      assertThat(Automaton.of(of.schema()).accepts(at)).as("%s", value).isTrue();
    }
  }

  private static byte[] answered(TokenGrammar grammar, TokenBytes tokens, int most, Random random) {
    TokenGrammar.Answer answer = grammar.begin();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int remaining = most; remaining > 0; remaining--) {
      int[] allowed = ids(answer.allowed(remaining)::allows, tokens.count());
      int id = allowed[random.nextInt(allowed.length)];
      if (Vocabularies.STOP.contains(id)) {
        assertThat(answer.isWhole()).isTrue();
        return bytes.toByteArray();
      }
      answer.add(id);
      bytes.writeBytes(tokens.of(id));
    }
    throw new AssertionError("The answer is cut off: " + bytes.toString(UTF_8));
  }

  private static int[] ids(IntPredicate allowed, int count) {
    return IntStream.range(0, count).filter(allowed).toArray();
  }

  /** Compares the tree of tokens and kept masks with each token alone. */
  @ParameterizedTest
  @MethodSource("cases")
  void allowsTheTokensThatTheAutomatonAllowsOneByOne(Case of) {
    TokenBytes tokens = Vocabularies.hostile(of.seed());
    TokenGrammar grammar = grammar(of);
    Automaton automaton = Automaton.of(of.schema());
    Random random = new Random(of.seed());
    for (int i = 0; i < 8; i++) {
      int remaining = (int) grammar.fewestTokens() + random.nextInt(100);
      TokenGrammar.Answer answer = grammar.begin();
      long state = automaton.start();
      while (remaining > 0) {
        TokenMask mask = answer.allowed(remaining);
        long held = automaton.hurrying(state, remaining - automaton.closing(state));
        int left = remaining - 1;
        int[] expected =
            ids(
                id ->
                    Vocabularies.STOP.contains(id)
                        ? automaton.accepts(held)
                        : isAllowed(automaton, held, tokens.of(id), left),
                tokens.count());
        assertThat(ids(mask::allows, tokens.count())).containsExactly(expected);
        assertThat(mask.count()).isEqualTo(expected.length);
        int id = expected[random.nextInt(expected.length)];
        if (Vocabularies.STOP.contains(id)) {
          break;
        }
        answer.add(id);
        state = automaton.next(state, tokens.of(id));
        remaining--;
      }
    }
  }

  private static boolean isAllowed(Automaton automaton, long state, byte[] token, int left) {
    long to = automaton.next(state, token);
    return token.length > 0 && to != State.DEAD && automaton.closing(to) <= left;
  }

  @Test
  void allowsTheEndOfTheTurnOnlyAfterAWholeAnswer() {
    TokenBytes tokens = TokenBytes.of(Vocabularies.allBytes());
    Schema list = new Schema.Items(new Schema.Whole(2), 0, 2, false);
    TokenGrammar.Answer answer = TokenGrammar.of(list, tokens, Set.of(7, 9), 300).begin();
    assertThat(answer.allowed(9).allows(7)).isFalse();
    answer.add('[');
    answer.add('1');
    assertThat(answer.allowed(9).allows(7)).isFalse();
    assertThat(answer.isWhole()).isFalse();
    answer.add(']');
    assertThat(ids(answer.allowed(9)::allows, 300)).containsExactly(7, 9);
    assertThat(answer.isWhole()).isTrue();
  }

  @Test
  void beginsNoItemThatCannotBeEnded() {
    TokenBytes tokens = TokenBytes.of(Vocabularies.allBytes());
    Schema list = new Schema.Items(new Schema.Text(1, 5, 9, 3), 1, 9, false);
    TokenGrammar.Answer answer = TokenGrammar.of(list, tokens, Set.of(0), 256).begin();
    for (char c : "[\"ab\"".toCharArray()) {
      answer.add(c);
    }
    // A comma, two quotes and the tokens kept free between them, the bracket, the end.
    assertThat(answer.allowed(8).allows(',')).isTrue();
    assertThat(answer.allowed(7).allows(',')).isFalse();
    assertThat(answer.allowed(7).allows(']')).isTrue();
    assertThatThrownBy(() -> answer.allowed(1))
        .hasMessage("No token can continue the answer: 1 tokens are left and 2 are needed");
    assertThatThrownBy(() -> answer.add('x')).hasMessage("The grammar does not allow token 120");
  }

  @Test
  void sharesMasksInsideAText() {
    TokenBytes tokens = Vocabularies.hostile(1);
    TokenGrammar grammar =
        TokenGrammar.of(Schema.Text.upTo(5000), tokens, Vocabularies.STOP, tokens.count());
    TokenGrammar.Answer answer = grammar.begin();
    answer.add('"');
    answer.add('a');
    TokenMask inside = answer.allowed(9000);
    for (int i = 0; i < 4000; i++) {
      answer.add('a');
      assertThat(answer.allowed(9000 - i)).isSameAs(inside);
    }
    assertThat(grammar.held()).isLessThan(5);
  }

  @Test
  void forgetsTheMasksThatWereUsedTheLongestAgo() {
    TokenBytes tokens = TokenBytes.of(Vocabularies.allBytes());
    Schema list = new Schema.Items(new Schema.Whole(1), 0, 900, false);
    int wide = 4_000_000;
    TokenGrammar grammar = TokenGrammar.of(list, tokens, Set.of(0), wide);
    TokenGrammar.Answer answer = grammar.begin();
    answer.add('[');
    for (int i = 0; i < 300; i++) {
      answer.add('1');
      assertThat(answer.allowed(9000).count()).isEqualTo(6);
      answer.add(',');
    }
    assertThat(grammar.held()).isEqualTo(64 * (1 << 20) / (wide / 8));
  }

  @Test
  void neverAllowsTokensThatAreNoTextOrBeyondTheModelsVocabulary() {
    TokenBytes tokens = Vocabularies.hostile(2);
    int size = 260;
    TokenGrammar.Answer answer =
        TokenGrammar.of(Schema.Text.upTo(50), tokens, Vocabularies.STOP, size).begin();
    answer.add('"');
    TokenMask mask = answer.allowed(50);
    assertThat(mask.allows(256)).isFalse();
    assertThat(mask.bits()).hasSize(33);
    assertThat(IntStream.of(ids(mask::allows, 264))).allMatch(id -> id < size);
  }

  @Test
  void refusesAModelWithoutATokenThatEndsItsTurn() {
    TokenBytes tokens = TokenBytes.of(Vocabularies.allBytes());
    assertThatThrownBy(() -> TokenGrammar.of(new Schema.Flag(), tokens, Set.of(900), 256))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("the model has no token that ends an answer, expected eos_token_id");
  }

  @Test
  void refusesAVocabularyThatCannotWriteTheForm() {
    TokenBytes tokens = Vocabularies.of("[", "true", "t", "r", "u", "e", ",");
    Schema list = new Schema.Items(new Schema.Flag(), 1, 2, false);
    assertThatThrownBy(() -> TokenGrammar.of(list, tokens, Set.of(6), 7))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("the tokenizer has no tokens for single bytes that the form needs");
  }

  @Test
  void neverBeginsACharacterWhoseOtherBytesAreNoTokens() {
    TokenBytes tokens = Vocabularies.of("", "\"", "a", "\u00e6", "\u00e6\u0097\u00a5", "\\", "n");
    TokenGrammar.Answer answer = TokenGrammar.of(Schema.Text.upTo(9), tokens, Set.of(0), 7).begin();
    answer.add(1);
    answer.add(2);
    assertThat(ids(answer.allowed(9)::allows, 7)).containsExactly(1, 2, 4, 5, 6);
  }
}
