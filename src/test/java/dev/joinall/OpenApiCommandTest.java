package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The output of {@code joinall openapi}. */
class OpenApiCommandTest {
  private static final String BACKENDS =
      """
      backends:
        api: { kind: http, url: "http://api.example" }
        shop: { kind: mongo, uri: "mongodb://shop.example", database: shop }
        cache: { kind: redis, uri: "redis://cache.example" }
        mail: { kind: smtp, uri: "smtp://mail.example" }
      """;

  @TempDir private Path folder;

  private String written(String aggregations, String... options) {
    try {
      Path file =
          Files.writeString(
              folder.resolve("joinall.yaml"),
              BACKENDS + "aggregations:\n" + aggregations.indent(2));
      var out = new StringWriter();
      var err = new StringWriter();
      String[] all = Arrays.copyOf(options, options.length + 2);
      all[options.length] = "--config";
      all[options.length + 1] = file.toString();
      int status = Application.run(Map.of(), new PrintWriter(out), new PrintWriter(err), all);
      assertThat(err.toString()).isEmpty();
      assertThat(status).isZero();
      return out.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode document(String aggregations) {
    JsonNode document =
        JsonMapper.shared().readTree(written(aggregations, "openapi", "--format=json"));
    assertEachReferenceLeadsSomewhere(document, document);
    return document;
  }

  private static void assertEachReferenceLeadsSomewhere(JsonNode part, JsonNode document) {
    if (part.path("$ref").isString()) {
      String pointer = part.path("$ref").asString();
      assertThat(pointer).startsWith("#/");
      assertThat(document.at(pointer.substring(1)).isMissingNode()).as(pointer).isFalse();
    }
    part.forEach(it -> assertEachReferenceLeadsSomewhere(it, document));
  }

  private JsonNode schema(String aggregations, String name) {
    return document(aggregations).at("/components/schemas" + name);
  }

  private static void assertJson(JsonNode actual, String expected) {
    assertThat(actual).isEqualTo(new YAMLMapper().readTree(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tasks: { a: { backend: api, get: / } }|200 304 406 500 503",
        "tasks: { a: { value: 1, required: true } }|200 304 404 406 500 502 503 504",
        "tasks: { a: { backend: api, get: /, required: true } }|200 304 404 406 409 500 502 503 504",
        "tasks: { a: { backend: api, get: /, required: true, fallback: 1 } }|200 304 406 500 503",
        "tasks: { a: { backend: shop, find: a, filter: {}, required: true } }|200 304 406 500 502 503 504",
        "tasks: { a: { backend: cache, command: [GET, a], required: true } }|200 304 404 406 500 502 503 504",
        "tasks: { a: { value: '${tasks.b}', required: true, fallback: 1 }, b: { backend: shop, count: a, filter: {} } }|200 304 406 500 502 503 504",
        "{ join: { first: 1 }, tasks: { a: { backend: cache, command: [GET, a] } } }|200 304 404 406 500 502 503 504",
        "{ on-deadline: fail, tasks: { a: { value: 1 } } }|200 304 406 500 503 504",
        "{ refuse: [{ when: '${tasks.a == 1}', status: 402, detail: pay }], tasks: { a: { value: 1 } } }|200 304 402 406 500 502 503 504",
        "{ refuse: [{ when: '${query.a == null}', status: 402, detail: pay }], input: { query: { a: { type: string } } }, tasks: { a: { value: 1 } } }|200 304 400 402 406 500 503",
        "{ respond: { status: '${tasks.a == 1 ? 201 : 404}' }, tasks: { a: { value: 1 } } }|200 201 304 404 406 500 503",
        "{ respond: { status: '${tasks.a == 1 ? 201 : 404}' }, tasks: { a: { value: 1, required: true } } }|201 404 406 500 502 503 504",
        "{ respond: { status: 203 }, tasks: { a: { value: 1 } } }|203 406 500 503",
        "{ respond: { status: '${200 + 1}' }, tasks: { a: { value: 1 } } }|2XX 304 406 500 503 default",
        "{ respond: { unmet: { status: 599 } }, tasks: { a: { backend: shop, find: a, filter: {}, required: true } } }|200 304 406 500 503 599",
        "{ input: { query: { a: { type: string } } }, tasks: { a: { value: 1 } } }|200 304 400 406 500 503",
      })
  void theStatusesAreThoseThatCanCome(String aggregation, String statuses) {
    String body =
        aggregation.startsWith("{")
            ? aggregation.substring(1, aggregation.length() - 1)
            : aggregation;
    JsonNode document = document("page: { route: GET /page, " + body + " }");

    assertThat(document.at("/paths/~1page/get/responses").propertyNames())
        .containsExactlyInAnyOrder(statuses.split(" ", -1));
  }

  @Test
  void aBodyMayBeTooLateOrTooLargeOrNoJson() {
    JsonNode document =
        document(
            "page: { route: POST /page, input: { body: { type: object, examples: [{ a: 1 }] } },"
                + " tasks: { a: { value: 1 } } }");

    assertThat(document.at("/paths/~1page/post/responses").propertyNames())
        .contains("400", "408", "413", "415");
    assertJson(
        document.at("/paths/~1page/post/requestBody"),
        """
        required: true
        content:
          application/json: { schema: { type: object, examples: [{ a: 1 }] }, example: { a: 1 } }
        """);
  }

  @Test
  void anAnswerHasAMemberForEachTaskThatIsNotHidden() {
    assertJson(
        schema(
            """
            page:
              route: POST /page
              tasks:
                sent: { backend: mail, send: { from: a@b.example, to: a@b.example, subject: s, text: t }, required: true }
                count: { backend: shop, count: things, filter: {} }
                any: { backend: api, get: / }
                hidden: { backend: api, get: /, hidden: true }
                kept: { backend: api, get: /, schema: { enum: [a] }, fallback: a }
                perhaps: { backend: api, get: /, schema: { enum: [a] }, fallback: a, when: "${true}" }
            """,
            "/Page/properties"),
        """
        sent: { $ref: "#/components/schemas/SentMail" }
        count: { type: [integer, "null"], minimum: 0, format: int64 }
        any: {}
        kept: { enum: [a], type: string }
        perhaps: { anyOf: [{ enum: [a], type: string }, { type: "null" }] }
        errors: { $ref: "#/components/schemas/Errors" }
        """);
  }

  @Test
  void aForEachIsAListInWhichItemsMayLack() {
    assertJson(
        schema(
            """
            page:
              route: GET /page
              tasks:
                list: { backend: api, get: "/${item}", for-each: { in: "${[1]}", max: 7 }, schema: { type: string } }
                into: { backend: api, get: "/${item.a}", for-each: { in: "${[{'a': 1}]}", into: b }, schema: { type: string } }
            """,
            "/Page/properties"),
        """
        list: { type: [array, "null"], maxItems: 7, items: { type: [string, "null"] } }
        into:
          type: [array, "null"]
          maxItems: 100
          items:
            type: object
            properties: { b: { type: [string, "null"] } }
            required: [b]
        errors: { $ref: "#/components/schemas/Errors" }
        """);
  }

  @Test
  void anAggregationAsATaskIsItsAnswer() {
    JsonNode schemas =
        schema(
            """
            card: { tasks: { price: { value: "${1}", schema: { type: integer } } } }
            page: { route: GET /page, tasks: { card: { aggregation: card, required: true } } }
            """,
            "");

    assertJson(schemas.at("/Page/properties/card"), "$ref: \"#/components/schemas/Card\"");
    assertJson(
        schemas.at("/Card/properties/price"), "{ type: [integer, \"null\"], format: int64 }");
  }

  @Test
  void theSchemaOfADeclaredBodyIsDerived() {
    assertJson(
        schema(
            """
            page:
              route: GET /page
              tasks:
                a: { value: "${1}", schema: { type: integer } }
              respond:
                body: { a: "${tasks.a}", twice: "${tasks.a * 2}", text: "a ${tasks.a}", kind: page, list: [1], half: 0.5, long: 0.10000000000000000001 }
            """,
            "/Page"),
        """
        type: object
        required: [a, twice, text, kind, list, half, long]
        additionalProperties: false
        properties:
          a: { type: [integer, "null"], format: int64 }
          twice: {}
          text: { type: string }
          kind: { type: string, const: page }
          list: { type: array, items: { type: integer, const: 1, format: int32 }, minItems: 1, maxItems: 1 }
          half: { type: number, const: 0.5, format: double }
          long: { type: number, const: 0.10000000000000000001 }
        """);
  }

  @Test
  void equalTitlesAreOneSchemaAndOthersAreNumbered() {
    JsonNode schemas =
        schema(
            """
            page:
              route: GET /page
              tasks:
                a: { value: "${1}", schema: { title: money, type: integer } }
                b: { value: "${1}", schema: { title: money, type: integer } }
                c: { value: "${1}", schema: { title: money, type: number } }
                d: { value: "${1}", schema: { title: problem, type: integer } }
            """,
            "");

    assertJson(schemas.path("Money"), "{ type: integer, format: int64 }");
    assertJson(schemas.path("Money2"), "type: number");
    assertJson(schemas.path("Problem2"), "{ type: integer, format: int64 }");
    assertThat(schemas.at("/Page/properties/a")).isEqualTo(schemas.at("/Page/properties/b"));
  }

  @Test
  void referencesInsideOfASchemaLeadIntoTheDocument() {
    JsonNode schemas =
        schema(
            """
            page:
              route: GET /page
              tasks:
                tree:
                  value: "${{}}"
                  schema: { $defs: { leaf: { type: string } }, properties: { up: { $ref: "#" }, leaf: { $ref: "#/$defs/leaf" } } }
            """,
            "");

    assertJson(
        schemas.at("/PageTree/properties"),
        """
        up: { $ref: "#/components/schemas/PageTree" }
        leaf: { $ref: "#/components/schemas/Leaf" }
        """);
  }

  @Test
  void aStreamIsDescribedWithItsEvents() {
    JsonNode document =
        document("page: { route: GET /page, stream: true, tasks: { a: { value: 1 } } }");

    assertThat(document.at("/paths/~1page/get/responses/200/content").propertyNames())
        .containsExactly("application/json", "text/event-stream", "application/x-ndjson");
    assertThat(document.at("/components/schemas/PageEvent/oneOf")).hasSize(2);
    assertThat(
            document.at("/paths/~1page/get/responses/200/headers/Joinall-Complete").has("required"))
        .isFalse();
  }

  @Test
  void routesThatDifferInTheNamesOfVariablesAreOnePath() {
    JsonNode document =
        document(
            """
            one: { route: "GET /a/{x}", tasks: { a: { value: 1 } } }
            two: { route: "POST /a/{y}", input: { path: { y: { type: integer } } }, tasks: { a: { value: 1 } } }
            """);

    assertThat(document.path("paths").propertyNames()).containsExactly("/a/{x}");
    assertThat(document.at("/paths/~1a~1{x}/post/parameters/0/name").asString()).isEqualTo("x");
  }

  @Test
  void errorsInFullAreDescribedInFull() {
    JsonNode schemas =
        schema(
            "page: { route: GET /page, respond: { errors: full }, tasks: { a: { backend: api, get: / } } }",
            "");

    assertJson(
        schemas.at("/Page/properties/errors"), "$ref: \"#/components/schemas/ErrorsInFull\"");
    assertThat(schemas.at("/ErrorsInFull/items/properties").propertyNames()).contains("backend");
  }

  @Test
  void yamlSaysTheSameAsJson() {
    String aggregations =
        "page: { route: GET /page, stream: true, tasks: { a: { backend: api, get: /, required: true } } }";

    assertThat(new YAMLMapper().readTree(written(aggregations, "openapi").getBytes(UTF_8)))
        .isEqualTo(document(aggregations));
  }
}
