package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;

/** Bodies in the forms of many kinds of endpoints. */
class TestResponseReader {
  private static final RequestForm FORM = new RequestForm(false, true, true);
  private static final Usage WORST = new Usage(900, 0, 2000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {'object':'error','message':'too long','type':'BadRequestError','code':400} | BAD_REQUEST | status 400: too long (400)",
        "404 | {'detail':'Not Found'} | NOT_FOUND | status 404: Not Found",
        "422 | {'error':'`inputs` must have less than 4095 tokens','error_type':'validation'} | BAD_REQUEST | status 422: `inputs` must have less than 4095 tokens (validation)",
        "400 | [{'error':{'message':'API key not valid','code':400,'status':'INVALID_ARGUMENT'}}] | BAD_REQUEST | status 400: API key not valid (400)",
        "402 | {'error':{'message':'Insufficient Balance'}} | QUOTA_ENDED | status 402: Insufficient Balance",
        "429 | {'error':{'message':'You exceeded your current quota, please check your plan.','code':'insufficient_quota'}} | QUOTA_ENDED | status 429: You exceeded your current quota, please check your plan. (insufficient_quota)",
        "429 | {'error':{'message':'You exceeded your current quota. Please retry in 30s.','code':429}} | RATE_LIMITED | status 429: You exceeded your current quota. Please retry in 30s. (429)",
        "400 | {'error':{'message':'Your credit balance is too low','type':'invalid_request_error'}} | QUOTA_ENDED | status 400: Your credit balance is too low (invalid_request_error)",
        "400 | {'error':{'message':'filtered','code':'content_filter','innererror':{'code':'ResponsibleAIPolicyViolation'}}} | PROMPT_FILTERED | status 400: filtered (content_filter responsibleaipolicyviolation)",
        "400 | {'error':{'message':'Model x does not exist'}} | NOT_FOUND | status 400: Model x does not exist",
        "401 | | UNAUTHORISED | status 401 without a message",
        "407 | | UNAUTHORISED | status 407 without a message",
        "425 | | CONFLICT | status 425 without a message",
        "529 | {'error':{'message':'Overloaded'}} | SERVER_ERROR | status 529: Overloaded",
        "502 | upstream connect error | SERVER_ERROR | status 502: upstream connect error",
        "413 | | BAD_REQUEST | status 413 without a message"
      })
  void distinguishesRefusals(int status, String body, FailureKind kind, String detail) {
    Reading reading = read(status, "", body == null ? "" : json(body));

    assertThat(reading).isEqualTo(new Failed(kind, detail));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':\"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.\",'code':'unsupported_parameter'}} | max_completion_tokens",
        "{'error':{'message':\"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.\"}} | response_format",
        "{'detail':[{'type':'extra_forbidden','loc':['body','seed'],'msg':'Extra inputs are not permitted','input':7}]} | seed"
      })
  void noticesARefusedField(String body, String field) {
    Reading reading = read(400, "application/json", json(body));

    assertThat(reading).isInstanceOf(Reading.RefusedForm.class);
    assertThat(((Reading.RefusedForm) reading).field()).contains(field);
  }

  @Test
  void keepsTheFormIfALengthIsTooLarge() {
    Reading reading =
        read(
            400,
            "application/json",
            json(
                "{'error':{'message':\"'max_tokens' or 'max_completion_tokens' is too large: 8192.\"}}"));
    assertThat(reading).isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | MALFORMED_BODY | JSON without the list choices, expected a chat completion",
        "7 | MALFORMED_BODY | JSON without the list choices, expected a chat completion",
        "{'choices':[7]} | MALFORMED_BODY | a choice without a message",
        "{'choices':[{'message':{'content':null},'finish_reason':'tool_calls'}]} | EMPTY_ANSWER | 'an answer without a text, finish_reason tool_calls'",
        "{'choices':[{'message':{'content':' '},'finish_reason':'stop'}]} | EMPTY_ANSWER | 'an answer without a text, finish_reason stop'",
        "{'choices':[{'message':{'content':'a'},'finish_reason':'abort'}]} | SERVER_ERROR | an answer that ends with abort",
        "{'error':{'message':'Rate limited upstream','code':429}} | RATE_LIMITED | status 200 with an error inside: Rate limited upstream (429)"
      })
  void distinguishesBrokenAnswers(String body, FailureKind kind, String detail) {
    assertThat(read(200, "application/json", json(body)))
        .isEqualTo(new Failed(kind, detail.replaceAll("^'|'$", "")));
  }

  @Test
  void refusesABodyOfManySmallValuesWithoutBuildingThem() {
    String bomb = "{\"choices\":[" + "0,".repeat(1_200_000) + "0]}";
    assertThat(read(200, "application/json", bomb))
        .isEqualTo(
            new Failed(
                FailureKind.MALFORMED_BODY,
                "a body of 2,400,015 characters that is not JSON at line 1, column 2000008: more than 1,000,000 values"));
    assertThat(read(200, "application/json", ""))
        .isEqualTo(
            new Failed(
                FailureKind.MALFORMED_BODY,
                "a body of 0 characters that is not JSON at line 1, column 1: it is empty"));
  }

  @Test
  void takesAnAnswerThatIsAllReasoningAsPaidForAndCutOff() {
    TeacherAnswer answer =
        answer(
            "{'choices':[{'message':{'content':null,'reasoning_content':'long'},'finish_reason':'length'}],'usage':{'prompt_tokens':5,'completion_tokens':2000}}");
    assertThat(answer.text()).isEmpty();
    assertThat(answer.outcome()).isEqualTo(Outcome.LENGTH);
    assertThat(answer.usage()).isEqualTo(new Usage(5, 0, 2000));
    assertThat(answer.facts()).contains("\"reasoning_characters\":4");
  }

  @Test
  void readsCachedTokensIfTheyArePossible() {
    assertThat(usage("'prompt_tokens_details':{'cached_tokens':4}")).isEqualTo(new Usage(5, 4, 7));
    assertThat(usage("'prompt_cache_hit_tokens':3")).isEqualTo(new Usage(5, 3, 7));
    assertThat(usage("'prompt_tokens_details':{'cached_tokens':6}")).isEqualTo(new Usage(5, 0, 7));
    assertThat(usage("'prompt_tokens_details':null")).isEqualTo(new Usage(5, 0, 7));
  }

  private static Usage usage(String more) {
    return answer(
            "{'choices':[{'message':{'content':'a'}}],'usage':{'prompt_tokens':5,'completion_tokens':7,"
                + more
                + "}}")
        .usage();
  }

  @Test
  void joinsPartsAndKeepsLogProbabilities() {
    TeacherAnswer answer =
        answer(
            "{'model':'m','choices':[{'message':{'content':[{'type':'text','text':'a'},{'type':'thinking','text':'x'},{'type':'text','text':'b'}]},'finish_reason':'stop','logprobs':{'content':[{'token':'a','logprob':-0.5},{'token':'b','logprob':null}]}}]}");
    assertThat(answer.text()).isEqualTo("ab");
    assertThat(answer.facts()).contains("\"first_token\":\"a\",\"log_probabilities\":[-0.5,null]");
    assertThat(answer.usage()).isEqualTo(WORST);
  }

  private static TeacherAnswer answer(String body) {
    return ((Reading.Answer) read(200, "application/json; charset=utf-8", json(body))).answer();
  }

  private static Reading read(int status, String type, String body) {
    Map<String, List<String>> headers =
        type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type));
    return new ResponseReader(WORST)
        .read(status, HttpHeaders.of(headers, (name, text) -> true), body, FORM);
  }

  private static String json(String singleQuoted) {
    return singleQuoted.contains("\"")
        ? singleQuoted.replaceAll("(?<=[{,\\[:])'|'(?=[}\\],:])", "\"").replace("\"\"", "\"")
        : singleQuoted.replace('\'', '"');
  }
}
