package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        "413 | | BAD_REQUEST | status 413 without a message",
        "400 | {'success':false,'errors':[{'message':'AiError: bad input','code':5006}]} | BAD_REQUEST | status 400: AiError: bad input",
        "422 | {'object':'error','message':{'detail':[{'type':'value_error','loc':['body','messages'],'msg':'Bad','input':'the prompt'}]},'type':'invalid_request_error'} | BAD_REQUEST | status 422: body.messages: Bad value_error (invalid_request_error)",
        "503 | <html><style>body{color:red}</style><script>var a;</script><h1>Busy</h1></html> | SERVER_ERROR | 'status 503:     Busy  '",
        "403 | {'error':{'code':403,'message':'The model requires moderation. Your input was flagged for violence.'}} | PROMPT_FILTERED | status 403: The model requires moderation. Your input was flagged for violence. (403)",
        "403 | {'error':{'message':'Key limit exceeded (total limit)','code':403}} | QUOTA_ENDED | status 403: Key limit exceeded (total limit) (403)",
        "429 | {'error':{'message':'You exceeded your current token quota','type':'exceeded_current_quota_error'}} | QUOTA_ENDED | status 429: You exceeded your current token quota (exceeded_current_quota_error)",
        "400 | {'error':'No models loaded. Please load a model.'} | NOT_FOUND | status 400: No models loaded. Please load a model.",
        "400 | {'error':{'message':'Rejected','code':'data_inspection_failed'}} | PROMPT_FILTERED | status 400: Rejected (data_inspection_failed)",
        "424 | {'error':'Request failed during generation','error_type':'generation'} | SERVER_ERROR | status 424: Request failed during generation (generation)",
        "498 | | RATE_LIMITED | status 498 without a message",
        "451 | | PROMPT_FILTERED | status 451 without a message"
      })
  void distinguishesRefusals(int status, String body, FailureKind kind, String detail) {
    ReadResponse reading = read(status, "", body == null ? "" : json(body));

    assertThat(reading).isEqualTo(new Failed(kind, detail));
  }

  /** The errors of Gemini's endpoint for clients of OpenAI's API. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'error':{'code':429,'message':'Used up. Please retry in 34.07s.','status':'RESOURCE_EXHAUSTED','details':[{'@type':'type.googleapis.com/google.rpc.Help','links':[]},{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34s'}]}}] | 34s",
        "{'error':{'code':429,'message':'You exceeded your current quota','details':[{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'0.5s'}]}} | 0.5s",
        "{'error':{'code':429,'message':'Slow down','details':[{'@type':'type.googleapis.com/google.rpc.Help'}]}} | ''",
        "{'error':{'code':429,'message':'Slow down','details':'34s'}} | ''",
        "{'error':{'code':429,'message':'Slow down','details':[{'retryDelay':{'seconds':34}}]}} | ''"
      })
  void findsTheTimeToWaitInTheDetailsOfAnError(String body, String delay) {
    Failed failed = (Failed) read(429, "application/json", json(body));

    assertThat(failed.kind()).isEqualTo(FailureKind.RATE_LIMITED);
    assertThat(failed.retryDelay()).isEqualTo(delay);
    String inside = body.startsWith("[") ? body.substring(1, body.length() - 1) : body;
    assertThat(((Failed) read(200, "application/json", json(inside))).retryDelay())
        .isEqualTo(delay);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503 | {'error':{'code':503,'message':'Loading model','type':'unavailable_error'}} | NOT_READY | status 503: Loading model (503)",
        "503 | {'error':'Model a/b is currently loading','estimated_time':20.5} | NOT_READY | status 503: Model a/b is currently loading",
        "503 | no healthy upstream | NOT_READY | status 503: no healthy upstream",
        "503 | {'error':{'message':'The engine is overloaded'}} | SERVER_ERROR | status 503: The engine is overloaded",
        "500 | {'error':{'message':'Loading failed'}} | SERVER_ERROR | status 500: Loading failed"
      })
  void noticesAServerThatLoadsItsModel(int status, String body, FailureKind kind, String detail) {
    assertThat(read(status, "", json(body))).isEqualTo(new Failed(kind, detail));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'choices':[{'message':{'content':''},'finish_reason':'stop'}] | EMPTY_ANSWER",
        "'choices':[{'message':{'content':null},'finish_reason':'tool_calls'}] | EMPTY_ANSWER",
        "'choices':[] | EMPTY_ANSWER",
        "'choices':[7] | MALFORMED_BODY",
        "'choices':[{'message':{'content':'a'},'finish_reason':'abort'}] | SERVER_ERROR"
      })
  void countsTheReportedUsageOfAnUnusableAnswer(String choices, FailureKind kind) {
    String usage = "'usage':{'prompt_tokens':5,'completion_tokens':7,'total_tokens':19}";
    Failed known = (Failed) read(200, "application/json", json("{" + choices + "," + usage + "}"));
    assertThat(known.kind()).isEqualTo(kind);
    assertThat(known.usage()).isEqualTo(new Usage(5, 0, 14));

    for (String more : new String[] {"", ",'usage':{'prompt_tokens':-1,'completion_tokens':7}"}) {
      Failed unknown = (Failed) read(200, "application/json", json("{" + choices + more + "}"));
      assertThat(unknown.usage()).isEqualTo(Usage.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':\"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.\",'code':'unsupported_parameter'}} | max_completion_tokens",
        "{'error':{'message':\"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.\"}} | response_format",
        "{'detail':[{'type':'extra_forbidden','loc':['body','seed'],'msg':'Extra inputs are not permitted','input':7}]} | seed",
        "{'object':'error','message':{'detail':[{'type':'extra_forbidden','loc':['body','seed'],'msg':'Extra inputs are not permitted','input':7}]}} | body.seed",
        "{'object':'Error','message':[{'type':'extra_forbidden','loc':['body','seed'],'msg':'Extra inputs are not permitted','input':7}]} | body.seed",
        "{'error':{'message':'This response_format type is unavailable now','code':'invalid_request_error'}} | response_format",
        "{'error':{'message':'response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later'}} | response_format",
        "[{'error':{'code':400,'message':'Unknown name additionalProperties at generation_config.response_schema: Cannot find field.'}}] | response_schema",
        "{'error':{'code':400,'message':'Failed to parse grammar'}} | grammar",
        "{'error':{'message':'Only text here.','param':'response_format'}} | response_format"
      })
  void noticesARefusedField(String body, String field) {
    ReadResponse reading = read(400, "application/json", json(body));

    assertThat(reading).isInstanceOf(ReadResponse.RefusedForm.class);
    assertThat(((ReadResponse.RefusedForm) reading).field()).contains(field);
  }

  @Test
  void noticesAFieldThatIsRefusedInPlainTextOrWithAnErrorOfTheServer() {
    String text =
        "Failed to deserialize the JSON body: response_format.type `json_schema` is unavailable now";
    assertThat(read(422, "text/plain", text)).isInstanceOf(ReadResponse.RefusedForm.class);
    String grammar = json("{'object':'error','message':'Unimplemented keys in json_schema'}");
    assertThat(read(500, "application/json", grammar)).isInstanceOf(ReadResponse.RefusedForm.class);
    assertThat(
            read(500, "application/json", json("{'error':{'message':'json_schema worker died'}}")))
        .isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 203})
  void takesEveryStatusOfSuccessAsAnAnswer(int status) {
    ReadResponse reading = read(status, "", json("{'choices':[{'message':{'content':'a'}}]}"));
    assertThat(((ReadResponse.Answer) reading).answer().text()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=utf-8", "text/json", "application/octet-stream"})
  void takesAnAnswerWithATypeThatOtherServersGiveToJson(String type) {
    ReadResponse reading =
        read(200, type, "\uFEFF" + json("{'choices':[{'message':{'content':'a'}}]}"));
    assertThat(((ReadResponse.Answer) reading).answer().text()).isEqualTo("a");
    assertThat(((Failed) read(200, type, "upstream timeout")).kind())
        .isEqualTo(FailureKind.WRONG_CONTENT_TYPE);
  }

  @Test
  void countsAStreamOfEventsAsPaid() {
    assertThat(read(200, "text/event-stream", "data: {\"choices\":[]}\n\n"))
        .isEqualTo(
            new Failed(
                FailureKind.MALFORMED_BODY,
                "status 200 with a stream of events, expected one answer, since the request has stream false"));
  }

  @Test
  void saysWhereARedirectLeadsWithoutItsSecrets() {
    Map<String, List<String>> headers =
        Map.of("location", List.of("https://me:hunter2@host.example/v1/chat?key=hunter2#x"));
    assertThat(
            new ResponseReader(WORST)
                .read(308, HttpHeaders.of(headers, (name, text) -> true), "", FORM))
        .isEqualTo(
            new Failed(
                FailureKind.NOT_FOUND,
                "status 308 without a message; it leads to https://host.example/v1/chat, and redirects are not followed"));
  }

  @Test
  void keepsTheFormIfALengthIsTooLarge() {
    ReadResponse reading =
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
        "{'error':{'message':'Rate limited upstream','code':429}} | RATE_LIMITED | status 200 with an error inside: Rate limited upstream (429)",
        "{'error':{'message':'Slow down','code':'rate_limit_exceeded'}} | RATE_LIMITED | status 200 with an error inside: Slow down (rate_limit_exceeded)",
        "{'error':{'message':'Used up','code':'insufficient_quota'}} | QUOTA_ENDED | status 200 with an error inside: Used up (insufficient_quota)",
        "{'error':{'message':'Upstream','code':429},'choices':null} | RATE_LIMITED | status 200 with an error inside: Upstream (429)",
        "{'error':{'message':'Upstream','code':502},'choices':[]} | SERVER_ERROR | status 200 with an error inside: Upstream (502)",
        "{'choices':[{'error':{'message':'Busy','code':429},'message':{'content':''},'finish_reason':'error'}]} | RATE_LIMITED | status 200 with an error inside: Busy (429)",
        "{'choices':[{'message':{'content':'half'},'finish_reason':'network_error'}]} | SERVER_ERROR | an answer that ends with network_error"
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

  @Test
  void countsReasoningThatIsInTheTotalAlone() {
    assertThat(usage("'total_tokens':94")).isEqualTo(new Usage(5, 0, 89));
    assertThat(usage("'total_tokens':12,'prompt_tokens_details':{'cached_tokens':4}"))
        .isEqualTo(new Usage(5, 4, 7));
    assertThat(usage("'total_tokens':0")).isEqualTo(new Usage(5, 0, 7));
    assertThat(usage("'total_tokens':8250"))
        .as("more than is possible")
        .isEqualTo(new Usage(5, 0, 2000));
    assertThat(usage("'total_tokens':'94'")).isEqualTo(new Usage(5, 0, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "content_filter: PROHIBITED_CONTENT, FILTERED",
    "sensitive, FILTERED",
    "RECITATION, FILTERED",
    "max_output_tokens, LENGTH",
    "eos_token, STOPPED"
  })
  void knowsOtherNamesOfTheEndOfAnAnswer(String reason, Outcome outcome) {
    assertThat(
            answer("{'choices':[{'message':{'content':'a'},'finish_reason':'" + reason + "'}]}")
                .outcome())
        .isEqualTo(outcome);
  }

  @Test
  void readsNumbersThatAreNotInTheStandard() {
    TeacherAnswer answer =
        answer(
            "{'choices':[{'message':{'content':['a']},'finish_reason':{'type':'length'},'logprobs':{'content':[{'token':'a','logprob':-Infinity},{'token':'b','logprob':NaN}]}}],'usage':{'prompt_tokens':5.0,'completion_tokens':7.0}}");
    assertThat(answer.text()).isEqualTo("a");
    assertThat(answer.outcome()).isEqualTo(Outcome.LENGTH);
    assertThat(answer.usage()).isEqualTo(new Usage(5, 0, 7));
    assertThat(answer.facts()).contains("\"log_probabilities\":[null,null]");
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
    return ((ReadResponse.Answer) read(200, "application/json; charset=utf-8", json(body)))
        .answer();
  }

  private static ReadResponse read(int status, String type, String body) {
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
