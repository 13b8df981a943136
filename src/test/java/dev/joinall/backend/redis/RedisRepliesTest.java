package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as values, in both versions of the protocol. */
class RedisRepliesTest {
  private static RedisServerFixture redis;
  private static OldRedis oldRedis;
  private static Hub hub;
  private StepFixture now;
  private StepFixture old;

  @BeforeAll
  static void startServer() {
    redis = RedisServerFixture.start();
    oldRedis = OldRedis.inFrontOf(redis.uri());
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopServer() throws IOException {
    hub.close();
    oldRedis.close();
    redis.close();
  }

  @BeforeEach
  void openBackends() {
    now = open(redis.uri());
    old = open(oldRedis.uri());
    now.run("command: [FLUSHALL]");
  }

  private static StepFixture open(String uri) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}, max-body: 1KB}"
            .formatted(uri),
        hub,
        RedisBackend::new);
  }

  @AfterEach
  void closeBackends() {
    now.close();
    old.close();
  }

  private static String run(StepFixture backend, String task, Json body) {
    try {
      return backend.run(task, body).map(Json::toString).orElse("absent");
    } catch (StepException e) {
      return e.fault().type().word() + ": " + e.fault().detail();
    }
  }

  private void assertReply(String task, String expected) {
    assertReply(task, Json.NULL, expected);
  }

  private void assertReply(String task, Json body, String expected) {
    assertThat(run(now, task, body)).as("RESP3").isEqualTo(expected);
    assertThat(run(old, task, body)).as("RESP2").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          return 'text'                         | "text"
          return 'a"b\\\\'                      | "a\\"b\\\\"
          return 'one\\r\\ntwo\\0'              | "one\\r\\ntwo\\u0000"
          return 'zażółć €'                     | "zażółć €"
          return ''                             | ""
          return {ok='FINE'}                    | "FINE"
          return 42                             | 42
          return false                          | null
          return {}                             | []
          return {1, 'a', false, {2, {}}, 'z'}  | [1,"a",null,[2,[]],"z"]
          return {{{}}, {}}                     | [[[]],[]]
          """)
  void aReplyOfAnyShapeBecomesJson(String script, String expected) {
    assertReply("command: [EVAL, \"${body}\", 0]", Json.string(script), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          return {double=1.5}              | 1.5             | "1.5"
          return {map={a=1}}               | {"a":1}         | ["a",1]
          return {map={}}                  | {}              | []
          return {map={a={map={b={}}}}}    | {"a":{"b":[]}}  | ["a",["b",[]]]
          return {{map={a={1,2}}},3}       | [{"a":[1,2]},3] | [["a",[1,2]],3]
          return {set={a=true}}            | ["a"]           | ["a"]
          return {true,false}              | [true,false]    | [1,0]
          return {map={[1]=2}}             | {"1":2}         | [1,2]
          """)
  void theNewerProtocolKnowsMoreTypes(String script, String resp3, String resp2) {
    String task = "command: [EVAL, \"redis.setresp(3) ${body}\", 0]";
    assertThat(run(now, task, Json.string(script))).isEqualTo(resp3);
    assertThat(run(old, task, Json.string(script))).isEqualTo(resp2);
  }

  @Test
  void aHashIsAnObjectWhateverTheProtocol() {
    now.run("command: [HSET, h, a, 1, b, \"{\\\"c\\\": 2}\"]");
    assertReply("command: [HGETALL, h]", "{\"a\":\"1\",\"b\":\"{\\\"c\\\": 2}\"}");
    assertReply("command: [hgetall, h], as: json", "{\"a\":1,\"b\":{\"c\": 2}}");
  }

  @Test
  void anEmptyHashIsAbsent() {
    assertReply("command: [HGETALL, nothing]", "absent");
  }

  @Test
  void jsonIsNotLookedForWhereItIsNotDeclared() {
    now.run("command: [SET, k, \"{\\\"a\\\": 1.10}\"]");
    assertReply("command: [GET, k]", "\"{\\\"a\\\": 1.10}\"");
    assertReply("command: [GET, k], as: json", "{\"a\": 1.10}");
  }

  @Test
  void eachElementOfAListIsJson() {
    now.run("command: [RPUSH, l, \"1\", \" [2] \", \"\\\"x\\\"\"]");
    assertReply("command: [LRANGE, l, 0, -1], as: json", "[1,[2],\"x\"]");
    assertReply("command: [MGET, nothing], as: json", "[null]");
  }

  @Test
  void repliesThatAreNotJsonAreMalformed() {
    now.run("command: [SET, k, \"{oops\"]");
    assertReply(
        "command: [GET, k], as: json", "malformed: the reply is not JSON: not a name in quotes");
    assertReply("command: [PING]", "\"PONG\"");
  }

  @Test
  void repliesThatAreNotTextAreMalformed() {
    assertReply(
        "command: [EVAL, \"${body}\", 0]",
        Json.string("return '\\255'"),
        "malformed: the reply is not UTF-8 text");
    assertReply(
        "command: [EVAL, \"${body}\", 0]",
        Json.string("return {1,{'\\255',2},{{}}}"),
        "malformed: the reply is not UTF-8 text");
    assertReply("command: [PING]", "\"PONG\"");
  }

  @Test
  void aReplyBeyondMaxBodyIsTooLarge() {
    String tooLarge = "too-large: the reply is larger than 1024 bytes";
    assertReply("command: [SETRANGE, k, 1024, x]", "1025");
    assertReply("command: [GET, k]", tooLarge);
    assertReply("command: [MGET, k, nothing]", tooLarge);
    assertReply(
        "command: [EVAL, \"${body}\", 0]",
        Json.string("local t = {} for i = 1, 600 do t[i] = i end return t"),
        tooLarge);
    assertReply("command: [PING]", "\"PONG\"");
  }

  @ParameterizedTest
  @CsvSource({"31", "32", "33", "120"})
  void aReplyThatIsTooDeepDoesNoHarmToTheNext(int depth) {
    String nested = "local t = {} for i = 2, " + depth + " do t = {t} end return t";
    String expected =
        depth == 31
            ? "[".repeat(31) + "]".repeat(31)
            : "malformed: the reply is too deep, or a name in it is no text";
    assertReply("command: [EVAL, \"${body}\", 0]", Json.string(nested), expected);
    assertReply("command: [PING]", "\"PONG\"");
  }

  @Test
  void anErrorReplyIsAFaultAndTheNextReplyIsRight() {
    now.run("command: [RPUSH, l, x]");
    assertReply(
        "command: [INCR, l]",
        "error: WRONGTYPE Operation against a key holding the wrong kind of value");
    assertReply("command: [NOSUCH, secret]", "error: ERR unknown command");
    assertReply("command: [PING]", "\"PONG\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ERR value is not an integer or out of range       | error: ERR value is not an integer or out of range
          ERR unknown command `secret`, with args: `secret` | error: ERR unknown command
          ERR wrong number of arguments for 'secret' command | error: ERR wrong number of arguments for
          WRONGTYPE Operation against a key holding the wrong kind of value | error: WRONGTYPE Operation against a key holding the wrong kind of value
          WRONGPASS invalid username-password pair or user is disabled. | status: authentication failed
          NOPERM User secret has no permissions to run      | status: the user has no permission: NOPERM
          NOAUTH Authentication required.                   | status: authentication failed
          LOADING Redis is loading the dataset in memory    | unavailable: LOADING
          OOM command not allowed when used memory > 'maxmemory'. | unavailable: OOM
          READONLY You can't write against a read only replica. | unavailable: READONLY
          MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'. | unavailable: MASTERDOWN
          NOREPLICAS Not enough good replicas to write.     | unavailable: NOREPLICAS
          CLUSTERDOWN Hash slot not served                  | unavailable: CLUSTERDOWN
          TRYAGAIN Multiple keys request during rehashing of slot | unavailable: TRYAGAIN
          BUSY Redis is busy running a script.              | unavailable: BUSY
          MISCONF Redis is configured to save RDB snapshots | unavailable: MISCONF
          UNBLOCKED force unblock from blocking operation   | unavailable: UNBLOCKED
          ERR max number of clients reached                 | unavailable: max number of clients reached
          BUSYKEY CommandRoute key name already exists.           | conflict: BUSYKEY
          BUSYGROUP Consumer Group name already exists      | conflict: BUSYGROUP
          NOSCRIPT No matching script. Please use EVAL.     | error: NOSCRIPT No matching script
          CROSSSLOT Keys in request don't hash to the same slot | error: CROSSSLOT Keys in request
          ERR Error running script (call to f_12ab): @user_script:1: -READONLY You can't write against a read only replica. | unavailable: READONLY
          ERR Error running script (call to f_12ab): @user_script:1: secret | error: ERR Error running script
          MOVED 3999 127.0.0.1:6381                         | error: MOVED
          secret                                            | error: an error reply
          """)
  void anErrorReplyShowsNoValues(String reply, String expected) {
    Fault fault = ErrorReply.of(reply).fault();
    assertThat(fault.type().word() + ": " + fault.detail()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          READONLY You can't write | TRANSIENT
          LOADING Redis is loading | TRANSIENT
          NOPERM no permissions    | CALLERS
          MOVED 3999 127.0.0.1:1   | PERMANENT
          WRONGTYPE Operation      | CALLERS
          ERR syntax error         | CALLERS
          BUSYKEY CommandRoute key name  | CALLERS
          """)
  void anErrorReplyIsClassifiedByItsCause(String reply, Fault.Nature expected) {
    assertThat(ErrorReply.of(reply).fault().nature()).isEqualTo(expected);
  }

  @Test
  void aBatchReportsEachKeyByItself() {
    now.run("command: [SET, a, \"1\"]");
    now.run("command: [SET, b, no]");
    now.run("command: [SET, large, \"${body}\"]", Json.string("x".repeat(1025)));
    List<Json> keys = Stream.of("a", "nothing", "b", "large").map(Json::string).toList();
    for (StepFixture backend : List.of(now, old)) {
      assertThat(backend.batch("command: [GET, \"${body}\"], as: json", keys))
          .extracting(RedisRepliesTest::told)
          .containsExactly("1", "absent", "malformed", "too-large");
    }
  }

  private static String told(Batch.Result result) {
    return switch (result) {
      case Batch.Value(Json json) -> json.toString();
      case Batch.Absent absent -> "absent";
      case Batch.Failed(Fault why) -> why.type().word();
      case Batch.Unsure unsure -> "unsure";
    };
  }

  @Test
  void aReplyIsTheSameInWhateverPiecesItComes() {
    String lines =
        "|1 +ttl :3600 *11 +fine $4 a\tbc :-42 ,1.5 #t _ (12345678901234567890 =7 txt:abc"
            + " %1 $1 k ~1 :7 *0 $-1 ";
    String bytes = lines.replace(" ", "\r\n");
    for (int piece = 1; piece <= bytes.length(); piece++) {
      assertThat(read(bytes, piece))
          .isEqualTo(
              "[\"fine\",\"a\\tbc\",-42,1.5,true,null,12345678901234567890,\"abc\","
                  + "{\"k\":[7]},[],null]");
    }
  }

  private static String read(String bytes, int piece) {
    var reader = new ReplyReader();
    var reply = new ReplyJson(ReplyFormat.TEXT, 1024);
    reader.begin(reply, reply.maxWireBytes());
    boolean complete = false;
    for (int at = 0; at < bytes.length(); at += piece) {
      assertThat(complete).isFalse();
      String next = bytes.substring(at, Math.min(bytes.length(), at + piece));
      complete = reader.read(Unpooled.copiedBuffer(next, UTF_8));
    }
    assertThat(complete).isTrue();
    return String.valueOf(reply.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*1\r\n$1\r\na\r\n",
        "*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n",
        "*2\r\n*1\r\n$1\r\na\r\n*1\r\n$1\r\nb\r\n",
        "*2\r\n:1\r\n$1\r\nb\r\n",
        "$1\r\na\r\n"
      })
  void aBatchWithoutOneValueForEachKeyReportsNothing(String bytes) {
    var reader = new ReplyReader();
    var values = new ListResults(2, false, 100);
    reader.begin(values, values.maxWireBytes());
    assertThat(reader.read(Unpooled.copiedBuffer(bytes, UTF_8))).isTrue();
    assertThat(values.fault()).extracting(Fault::type).isEqualTo(Fault.Type.MALFORMED);
  }
}
