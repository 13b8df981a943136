package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares the schema with every file of the specs, the documents and the examples. */
class SchemaOfFilesTest {
  private static final FileSchema SCHEMA = new FileSchema();
  private static final Pattern CONFIG =
      Pattern.compile(
          "```yaml joinall.yaml\n(.*?)\n```(?:\n\n```text problems\n(.*?)\n```)?", Pattern.DOTALL);
  private static final Pattern PROBLEM =
      Pattern.compile("^joinall.yaml:\\d+:\\d+(?:  (\\S+))?\n  (.*)$", Pattern.MULTILINE);

  /**
   * Problems that a schema can't express, with their number in the files: names, expressions,
   * combinations, the environment, and YAML itself.
   */
  private static final String ONLY_THE_CHECK =
      """
      1 $lookup has no key ...
      2 ... begins no expression here
      1 ... begins no statement here
      4 ... can't stand here
      1 ... has no ...
      1 ... has no effect on the type number
      1 ... has no input path.sko
      1 ... has no input query.a
      2 ... has no route, and no task runs it
      1 ... has no value
      3 ... is a text in some versions of YAML, and a number in others
      1 ... is a text in some versions of YAML, and not in others
      1 ... is every origin
      1 ... is extended JSON, which is not read here
      1 ... is for streams, and this call has none
      1 ... is here the name of a field, and not an operator
      1 ... is missing: the file has ..., so each route must declare its callers
      1 ... is no fault
      2 ... is no outcome
      1 ... is no value of query.s
      2 ... is no variable in the path of a call
      1 ... is not a stage
      2 ... is not a value
      1 ... is not an operator
      1 ... is not an operator of updates
      1 ... is not an operator that stands beside fields
      10 ... is not known here
      1 ... is of kind http, which has no aggregation
      1 ... is of kind http, which has no value
      1 ... is of kind redis, which has no get
      1 ... is the origin of every sandboxed page, also of an attacker's
      1 ... is the whole answer, so ... has no effect
      1 ... of outcomes.one is always null
      1 ... passes on a stream, which is no value
      1 ... reads ..., and a cached value is checked only when it is loaded
      2 ... would be the name of a field of the document
      1 /dev/null is no regular file
      1 EX of SET takes a whole number, this is the string ...
      1 HGET has n arguments, got n
      1 JSON Schema has no format ...
      4 JSON Schema has no keyword ...
      1 KEYS can't be used with a cluster
      1 SET has no option n
      1 a GET request has no body
      1 a backend of kind http can't count requests
      1 a backend of kind http can't share values
      1 a body that is passed on as it arrives is sent once, so it has no ...
      1 a cached value was not read in the session, so it may be older than a write before it
      1 a call has one content, this one has body and form
      1 a call that failed ends the transaction, so it can't be repeated in it
      1 a cluster has no sentinels
      1 a cluster has only the database n
      1 a content type that is an expression takes no body of text and expressions: a value could change its structure
      1 a form has no files
      1 a form has the content type application/x-www-form-urlencoded
      1 a hedge runs two calls at the same time, and a session one after the other
      1 a list has many calls, and an answer has one status
      3 a list has no member ...
      1 a number has no member ...
      1 a port is a number from n to n
      1 a projection names the fields to return or those to omit, not both
      1 a request that costs n never passes a burst of n
      1 a required parameter has no default: a request without it is refused
      2 a required task can't be skipped by ...
      1 a segment of a path can't be . or .., also not encoded
      2 a segment of a path is a text, got an expression that gives a list
      1 a stream can be used once, and another place already uses it
      1 a stream has no max-size
      1 a stream is for clients, and ... has no route
      5 a stream is passed on once, as it arrives, so it has no ...
      1 a stream is the whole answer, so ... can't skip its task
      1 a stream is the whole answer, so every task is joined before it
      1 a stream would send results that may be rolled back
      1 a text has no member
      1 a text is read as a number or as true or false, not as either
      1 a text is sent in UTF-n, not in iso-n-n
      1 a transaction has one backend, and tasks write to ... and ...
      1 a transaction reads from the primary, so this has no effect
      1 a transaction waits for all tasks: another join may interrupt one of its calls
      1 a variable of the path always has a value, so its default is never used
      1 an API key can't be in the header authorization
      1 an answer is either private or public
      1 an answer is written in UTF-n, not in latinn
      1 an answer of text/csv needs a body
      1 an answer that is passed on has no events
      1 an expression can't stand in a comment: a value could change the structure
      1 an expression can't stand in a script: a value could change the structure
      2 an expression can't stand in a tag outside of quotes: a value could change the structure
      1 an expression can't stand in an attribute of code: a value could change the structure
      1 an object has no member ...
      1 any value of query.n fits, so this is always true
      1 credentials can't be allowed for every origin
      1 expected a condition, got the string ...
      1 expected a cookie, got a value that is not shown
      1 expected a list, got an expression
      1 expected a list, got an expression that never gives one
      1 expected a mapping with _id, by which documents are grouped, got a mapping
      1 expected a media type, got the string ...
      1 expected a number, got an expression
      2 expected a number, got the string ...
      1 expected a pattern without slashes around it, got the string ...
      2 expected a range of addresses, got the string ...
      1 expected a regular expression, got the string ...
      2 expected a word, got an expression that gives a list
      4 expected an HTTP status from n to n, or an expression that gives one
      1 expected an integer from n, got the string ...
      1 expected directives of a cache, got the string ...
      2 expected n for up or -n for down, got the string ...
      1 expected the https URL of a token endpoint, got a value that is not shown
      1 expected the name of a field
      1 expected the subject of a certificate, got the string ...
      1 expected true or false, got the string ...
      1 for ..., body is missing
      1 for ..., body/n: string found, integer expected
      1 for ..., path.sku is missing
      1 for ..., query.size: string found, integer expected
      2 get needs a backend
      1 has(...) takes a member, such as has(a.b)
      1 it reads body, and ... is evaluated before the body is read and before any task
      1 it reads path, and the global rate limit can't read inputs of a route
      1 it reads tasks, and the limit is checked before the body is read and before any task
      1 n is no HTTP status
      1 no ... for (date, int)
      5 no ... for (int, string)
      1 no ... for (list(int))
      1 no ... for (outcome, string)
      3 no ... for (string, int)
      1 no ... for list(int).(double)
      1 no header of an outcome is named ...
      1 no other request has the same ..., so no value would be used again
      1 no request can give a list in a list here
      1 no request can give a value that fits here
      3 no request can give an object here
      1 no request can give n: beside texts, it is read as a text
      1 no request can give null here
      1 no task has a backend with sessions
      1 no task reads the stream of the body
      1 no value fits: ... is more than ...
      1 no value of query.n fits, so this is never true
      1 not a JSON Schema: Schema from 'https://example.com/schema' is not allowed to be loaded.
      1 not a JSON Schema: the pattern is not one of REn, which has no look-around and no back references: error parsing regexp: missing closing ): `(`
      1 nothing is written, so there is nothing to commit
      1 one server has no known replicas
      1 only a required task decides the answer by its failure
      1 only the answer of a route with GET can be cached
      1 only the answers of a route with GET can be cached
      1 readConcernLevel=linearizable of the address reads from the primary only
      1 reserved identifier: if
      1 smtps is encrypted from its first byte, so there is no STARTTLS
      2 the address does not name the master
      1 the address has a #
      1 the address has a value of tls that can't be used
      1 the address has a value of w that can't be used
      2 the address has an @ and no password before it
      1 the address has an unknown argument
      1 the address has an unknown option
      3 the address has no TLS, so there is no use for ...
      1 the address has the option maxPoolSize
      1 the address has the option tlsInsecure
      1 the address names no sentinels
      1 the address names several servers
      2 the address of a Redis has no options
      3 the addresses of urls may differ in host and port only
      3 the aggregation ... has the same route
      1 the argument n of EXPIRE is a whole number, this is the string ...
      3 the body of this request is a stream: only the body of one call can be it, alone
      1 the call does not read ..., so it can't select the items
      1 the content type application/json takes no body of text and expressions: a value could change its structure
      1 the content type application/x-www-form-urlencoded takes no body of text and expressions: a value could change its structure
      1 the content type image/png takes a text or bytes, got a mapping
      1 the content type multipart/form-data takes no body of text and expressions: a value could change its structure
      1 the content type of a multipart is set by the server, with its boundary
      1 the content type text/csv takes a text or bytes, got a mapping
      1 the content type text/csv takes no body of text and expressions: a value could change its structure
      1 the content type text/javascript takes no text with expressions: a value could change the program
      1 the default does not fit: must have a minimum value of n
      1 the default does not fit: string found, integer expected
      1 the environment variable CACHE_PASSWORD is not set
      1 the environment variable REVIEWS_URL is not set
      1 the environment variable SHOP_URI is not set
      1 the expression ends too early
      2 the fallback does not fit the schema: string found, integer expected
      1 the header Content-Type comes with the stream
      1 the header Location has one value, got a list
      1 the header content-type has one value, got a list
      1 the headers declare ... as well
      1 the join asks for n tasks, and there are n
      1 the join asks for n tasks, and there is n
      2 the key ... is written twice
      1 the key ... is written twice, with ? and without
      3 the key omits header.authorization, which the call sends: a caller could get another's value
      1 the key omits header[...], which the call sends: a caller could get another's value
      1 the key omits query.size, which the call reads: different calls would share a value
      1 the keys of the command are in different slots of the cluster
      1 the limit is not shared
      1 the path names a variable twice
      1 the path of the address is not the number of a database
      1 the required member ... is not declared under properties
      1 the rest of a path is a text
      1 the route has no {id}
      1 the route reads the header ..., and all clients share a public answer
      4 the schema of ... has no member ...
      1 the status comes with the stream
      1 the status of an outcome is never null
      2 the string ... is never of the type number
      4 the task ... is a stream: only respond.body can be it, alone
      1 the url of an API has no fragment
      2 the url of an API has no query
      1 there is no aggregation ...
      5 there is no backend ...
      1 there is no caller ... under security
      1 there is no command GETT
      1 there is no expression between the braces
      1 there is no file /<<.*>>/no/ca.pem
      3 there is no function ...
      1 there is no header ...
      2 there is no member ... here
      3 there is no query parameter ...
      6 there is no task ...
      2 there is no variable of the path ...
      1 these aggregations run each other: a -> b -> c -> a
      1 these aggregations run each other: b -> c -> b
      1 these aggregations run each other: self -> self
      1 these tasks wait for each other: a -> c -> b -> a
      1 these tasks wait for each other: self -> self
      1 these wait for each other: charge -> refuse[n] -> reserve -> refuse[n] -> charged -> charge
      1 this ${ has no end
      1 this address is written twice
      1 this aggregation calls ... outside of the transaction, and may wait for it
      1 this can never be evaluated: ... does not take values of these types
      1 this can never be evaluated: M is the month; minutes are m, as in HH:mm
      1 this can never be evaluated: Multiple decimal separators in pattern ...
      1 this can never be evaluated: Y is the year of a week; the year is y, as in yyyy
      1 this can never be evaluated: a comma in a pattern groups digits; the point is written . for every locale, as in #,##n.n
      1 this can never be evaluated: a digest of hmac is shan, shan or shan
      2 this can never be evaluated: a division by zero
      1 this can never be evaluated: a number of items can't be negative
      1 this can never be evaluated: an objectId has n hex digits, this is ...
      1 this can never be evaluated: digits after the point are from n to n
      1 this can never be evaluated: h counts to n and needs a for the half of the day; the hour of the day is H
      1 this can never be evaluated: m are minutes; the month is M, as in MM
      1 this can never be evaluated: not JSON: not a name in quotes at byte n
      1 this can never be evaluated: not a duration: a number with a unit is one, such as nhnm, nh or n.ns
      1 this can never be evaluated: not a locale: ...; one is en, de-CH or pt-BR
      2 this can never be evaluated: not a time zone: ...; one is UTC or Europe/Berlin
      1 this can never be evaluated: not a unit: ...; one is seconds, minutes, hours, days, weeks, months or years
      1 this can never be evaluated: not a whole number: ...
      1 this can never be evaluated: not an ISO n date: ...
      1 this can never be evaluated: the pattern is not one of REn, which has no look-around and no back references: error parsing regexp: missing closing ]: `[a-z`
      1 this is a text, and no call of ISODate
      1 this is a text, and no call of ObjectId
      2 this is not CEL
      1 this is not YAML: expected ',' or '}', but got <scalar>
      1 this is not an address: Illegal character in authority
      7 this may change something, and a GET request must not
      1 this may change something, and a hedge may do it twice
      1 this may change something, and an effect is never cached
      1 this may change something, and effects are not batched
      4 this must be true or false, the expression gives a text
      2 this must be true or false, the expression gives an integer
      1 this must be true or false, the expression gives null
      1 this task changes nothing, so it makes no value stale
      3 this task never ends as ...
      2 unknown key ...
      """;

  /**
   * A file of a spec.
   *
   * @param problems expected ones; empty if it is served
   */
  private record Shown(String document, String yaml, List<Problem> problems) {}

  private record Problem(String path, String message) {
    /** Whether a violation is at the position of the problem or inside it. */
    boolean isAt(String violation) {
      return violation.equals(path)
          || violation.startsWith(path + ".")
          || violation.startsWith(path + "[");
    }

    /** Like {@link #isAt}, or around it, because a violation may be reported for the whole. */
    boolean isNear(String violation) {
      String parent = parent(path);
      return isAt(violation)
          || violation.equals(parent)
          || path.startsWith(parent(violation) + ".");
    }

    private static String parent(String path) {
      return path.replaceAll("(\\.[^.\\[]*|\\[\\d+])$", "");
    }

    /** The message without parts that are specific to this file. */
    String kind() {
      return message.replaceAll("\"[^\"]*\"", "...").replaceAll("\\d+", "n");
    }
  }

  private static List<Shown> shown() throws IOException {
    List<Shown> all = new ArrayList<>();
    for (String folder : List.of("src/test/resources/specs", "docs")) {
      try (Stream<java.nio.file.Path> files = Files.walk(java.nio.file.Path.of(folder))) {
        for (java.nio.file.Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          Matcher config = CONFIG.matcher(Files.readString(file));
          while (config.find()) {
            List<Problem> problems =
                Optional.ofNullable(config.group(2))
                    .map(SchemaOfFilesTest::problems)
                    .orElse(List.of());
            all.add(new Shown(file.toString(), config.group(1), problems));
          }
        }
      }
    }
    return all;
  }

  private static List<Problem> problems(String text) {
    return PROBLEM
        .matcher(text)
        .results()
        .map(it -> new Problem(Optional.ofNullable(it.group(1)).orElse(""), it.group(2)))
        .toList();
  }

  /** Empty if it is not YAML. */
  private static Optional<JsonNode> read(String yaml) {
    try {
      Object file = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      return Optional.of(JsonMapper.shared().valueToTree(file));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static Set<String> violations(String yaml) {
    return read(yaml).map(SCHEMA::violations).orElse(Set.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"examples/shop/joinall.yaml", "bench/joinall.yaml", "container/training.yaml"})
  void itTakesTheExamples(String file) throws IOException {
    assertThat(violations(Files.readString(java.nio.file.Path.of(file)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"examples/shop/joinall.yaml", "bench/joinall.yaml"})
  void theExamplesLeadEditorsToIt(String name) throws IOException {
    var file = java.nio.file.Path.of(name);
    String first = Files.readAllLines(file).getFirst();

    assertThat(first).startsWith("# yaml-language-server: $schema=../");
    assertThat(file.resolveSibling(first.substring(first.indexOf('=') + 1)))
        .hasSameTextualContentAs(java.nio.file.Path.of("src/main/resources/joinall.schema.json"));
  }

  @Test
  void itTakesWhatIsServed() throws IOException {
    List<Shown> served = shown().stream().filter(it -> it.problems().isEmpty()).toList();

    assertThat(served).hasSizeGreaterThan(80);
    assertThat(served)
        .allSatisfy(it -> assertThat(violations(it.yaml())).as(it.document()).isEmpty());
  }

  @Test
  void itRefusesNothingThatIsNoProblem() throws IOException {
    List<String> alarms = new ArrayList<>();
    for (Shown it : shown()) {
      violations(it.yaml()).stream()
          .filter(at -> it.problems().stream().noneMatch(problem -> problem.isNear(at)))
          .forEach(at -> alarms.add(it.document() + ": " + at));
    }

    assertThat(alarms).isEmpty();
  }

  @Test
  void onlyTheCheckKnowsWhatIsNoShape() throws IOException {
    Map<String, Integer> unseen = new TreeMap<>();
    for (Shown it : shown()) {
      Set<String> violations = violations(it.yaml());
      it.problems().stream()
          .filter(problem -> violations.stream().noneMatch(problem::isAt))
          .forEach(problem -> unseen.merge(problem.kind(), 1, Integer::sum));
    }

    assertThat(unseen.entrySet().stream().map(it -> it.getValue() + " " + it.getKey()))
        .as(
            "problems that the schema does not see; is one of the shape of a key, let it see that,"
                + " otherwise it belongs into ONLY_THE_CHECK, with how often the files have it")
        .containsExactlyElementsOf(ONLY_THE_CHECK.lines().toList());
  }
}
