package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.testing.CpuTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Measures how long the expressions of one request can block an event loop. By hand: {@code ./mvnw
 * test -Dtest=LoopTimeBench}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LoopTimeBench {
  private static final String EACH = "body.l.map(x, body.l.map(y, F))";

  /** For a list of ten elements. */
  private static final String FEW =
      "[1,2,3,4,5,6,7,8,9].map(i, [1,2,3,4,5,6,7,8,9].map(j, body.l.map(y, body.l.map(x, F))))";

  /** Expressions on each element x. */
  private static final List<String> OF_EACH =
      List.of(
          "x",
          "true",
          "x == x",
          "x != x",
          "x in body.l",
          "x in [x]",
          "x in body.o",
          "[x]",
          "{'a': x}",
          "x == body.l",
          "x == body",
          "x < x",
          "x <= body.s",
          "x + x",
          "x * x",
          "x - x",
          "-x",
          "x / x",
          "x % x",
          "int(x)",
          "uint(x)",
          "double(x)",
          "string(x)",
          "bool(x)",
          "type(x)",
          "timestamp(x)",
          "date(x)",
          "duration(x)",
          "duration('1h2m3.5s')",
          "dyn(x)",
          "bytes(x)",
          "objectId('0123456789abcdef01234567')",
          "timestamp('2026-01-31T10:11:12.123456789+01:30')",
          "date('2026-01-31T10:11:12+01:30')",
          "timestamp('2026-01-31T10:11:12Z').getHours('Europe/Berlin')",
          "timestamp('2026-01-31T10:11:12Z').getFullYear()",
          "string(timestamp('2026-01-31T10:11:12Z'))",
          "string(1.234567890123e-7)",
          "timestamp('2026-01-31T10:11:12Z') + duration('1h')",
          "x.size()",
          "size(x)",
          "x.contains('b')",
          "x.contains(x)",
          "x.startsWith(x)",
          "x.endsWith('b')",
          "x.matches('(a|b)*c')",
          "x.matches('^[a-z]+$')",
          "x.matches('a')",
          "x.matches('(a?){30}(a){30}')",
          "'a'.matches(x)",
          "x.indexOf('z')",
          "x.indexOf('z', 1)",
          "x.lastIndexOf('z')",
          "x.lastIndexOf('z', 1)",
          "x.replace('a', 'b')",
          "x.replace('', 'b')",
          "x.replace('a', 'b', 1)",
          "x.split('')",
          "x.split('a')",
          "x.split('', 2)",
          "[x, x].join()",
          "[x, x].join(',')",
          "x.substring(1)",
          "x.substring(0, 1)",
          "x.charAt(0)",
          "x.lowerAscii()",
          "x.upperAscii()",
          "x.trim()",
          "x.reverse()",
          "strings.quote(x)",
          "[x, x].distinct()",
          "[x, x].sort()",
          "[3, 2, 1].sort()",
          "[3, 2, 1].sortBy(i, i)",
          "[[x]].flatten()",
          "[x, x].reverse()",
          "[x, x].slice(0, 1)",
          "lists.range(3)",
          "[x].first()",
          "[x].last()",
          "base64.encode(b'abc')",
          "base64.decode('YWJj')",
          "string(bytes(x))",
          "math.greatest(x, x)",
          "math.least(x, 1, 2)",
          "math.greatest([x, x])",
          "math.ceil(1.5)",
          "math.abs(x)",
          "math.sqrt(2)",
          "math.bitAnd(1, 3)",
          "x ? 1 : 2",
          "x == 1 || x == 2",
          "x == 1 ? x : [x]",
          "x[0]",
          "x[?0]",
          "x.?a",
          "x.?a.orValue(1)",
          "x.a",
          "x.a.b",
          "has(x.a)",
          "x.?a.?a.?a.orValue(2)",
          "x.exists(y, y == 1)",
          "x.all(y, true)",
          "x.map(y, y)",
          "x.filter(y, true)",
          "x.exists_one(y, y == 1)",
          "optional.of(x)",
          "optional.none()",
          "optional.ofNonZeroValue(x)",
          "[x] + [x]",
          "[x] == [x]",
          "{'a': x} == {'a': x}",
          "[[x]] == [[x]]",
          "body.s == body.t",
          "body.s < body.t",
          "body.o == body.o",
          "body.l == body.l",
          "[body.l] == [body.m]",
          "body.l == body.m",
          "body.m == body.m.map(y, y)",
          "[x.a, 1][1]",
          "int(x) == 1 || true",
          "x.a == 1 || true",
          "1 / (x == x ? 0 : 1) == 1 || true",
          "'a' + 'b'",
          "b'a' + b'b'",
          "1.5 * 1.5",
          "body.s.contains(body.t)",
          "body.s.contains('b')",
          "body.s.matches('b$')",
          "body.s.matches('(a|b)*c')",
          "body.s.matches('a{1,200}c')",
          "body.s.matches('(a*)*c')",
          "body.s + body.t",
          "body.s.startsWith(body.t)",
          "body.s.indexOf('b')",
          "body.s.split('a')",
          "body.s.replace('a', 'bb')",
          "body.s.lowerAscii()",
          "body.s.reverse()",
          "body.s.size()",
          "strings.quote(body.s)",
          "bytes(body.s)",
          "body.s.charAt(99999)",
          "body.s.trim()",
          "base64.encode(bytes(body.s))",
          "int(body.s.substring(0, 900))",
          "body",
          "[body]",
          "{'k': body.l}",
          "''",
          "1.5 / 3.7",
          "x / 3.7",
          "x * 1.5",
          "[1.5, 2.5].sum()",
          "[1, 2].avg()",
          "[1.5, 2].max()",
          "math.round(1.2345, 2)",
          "math.ceil(x)",
          "formatNumber(1234.5, '#,##0.00')",
          "formatNumber(x, '#,##0.00', 'de')",
          "parseNumber('1.234,50', '#,##0.00', 'de')",
          "parseNumber('1234.50')",
          "formatDate(date('2026-01-31'), 'd. MMMM yyyy', 'Europe/Berlin', 'de')",
          "parseDate('31.01.2026', 'dd.MM.yyyy', 'Europe/Berlin')",
          "date('2026-01-31').add(1, 'months')",
          "date('2026-01-31').truncate('week', 'Europe/Berlin')",
          "regex.extract(x, '[a-z]([0-9])')",
          "regex.extractAll(x, '[a-z]')",
          "regex.replace(x, '([a-z])', r'<\\1>')",
          "regex.extractAll(body.s, 'a')",
          "regex.extractAll(body.s, 'a*b|a')",
          "regex.replace(body.s, 'a', 'bb')",
          "sha256(x)",
          "hmac('k', x)",
          "hex(x)",
          "base64(x)",
          "sha256(body.s)",
          "hmac('k', body.s)",
          "hex(body.s)",
          "uuid()",
          "uuid('123e4567-e89b-12d3-a456-426614174000')",
          "urlEncode(x)",
          "urlEncode(body.s)",
          "htmlEscape(body.s)",
          "xmlEscape(body.s)",
          "formEncode({'a': x})",
          "toJson(x)",
          "toJson(body)",
          "parseJson(toJson(x))",
          "parseJson('[1]')[0]",
          "[x, x].groupBy(i, i)",
          "[x, x].indexBy(i, i)[x]",
          "[x, x].distinctBy(i, i)",
          "[{'a': x}].zipBy([{'a': x}], 'a')",
          "sets.contains([x], [x])",
          "[1, 2].fold(r, 0, i, r + i)",
          "[1, 2].take(1)",
          "{'a': x}.merge({'b': x})",
          "{'a': x}.omit(['a'])",
          "{'a': x}.rename({'a': 'b'})",
          "{'a': x}.transformMap(k, v, v)",
          "x.merge(x)",
          "x.omit(['a'])",
          "0u + 1u",
          "x == 1u",
          "1u < 1.5");

  /** Expressions on the whole list. */
  private static final List<String> WHOLE =
      List.of(
          "body",
          "body.l",
          "body.l.map(x, x)",
          "body.l.filter(x, true)",
          "body.l == body.m",
          "body.l.map(x, x) == body.l",
          "body.l.map(x, x) == body.l.map(x, x)",
          "body.l.distinct()",
          "body.l.sort()",
          "body.l.sortBy(x, x)",
          "body.l.sortBy(x, string(x))",
          "body.l.reverse()",
          "body.l.flatten()",
          "body.l.flatten(60)",
          "body.l.slice(0, 10)",
          "body.l.join()",
          "body.l.join(',')",
          "body.l.size()",
          "body.l.sum()",
          "body.l.avg()",
          "body.l.max()",
          "body.l.groupBy(x, x)",
          "body.l.indexBy(x, x)",
          "body.l.distinctBy(x, x)",
          "body.l.zipBy(body.l, 'a')",
          "body.l.zipBy(body.l, 'a', 'a', 'b')",
          "body.l.fold(r, 0, x, r + x)",
          "body.l.take(1)",
          "body.l.transformList(i, x, x)",
          "body.l.transformMap(i, x, x)",
          "body.l.transformMapEntry(i, x, {x: i})",
          "sets.equivalent(body.l, body.l)",
          "body.o.merge(body.o)",
          "body.o.omit(['a'])",
          "toJson(body)",
          "parseJson(toJson(body))",
          "regex.extractAll(body.s, 'a*b|a')",
          "body.l + body.l",
          "body.l.first()",
          "body.l.last()",
          "math.greatest(body.l)",
          "math.least(body.l)",
          "lists.range(200000)",
          "body.o == body.o",
          "body.o.map(k, k)",
          "body.o.map(k, body.o[k])",
          "{'a': body.o} == {'a': body.o}",
          "body.o.map(k, k).distinct()",
          "body.o.map(k, k).sort()",
          "body.l[size(body.l) - 1]",
          "body.l[0] in body.l",
          "'q' in body.l",
          "body.l.exists(x, x == 'q')",
          "body.s.contains(body.t)",
          "body.s.split('')",
          "body.s.split('a')",
          "body.s.replace('a', 'bcd')",
          "body.s.replace('', 'b')",
          "body.s.matches('(a|b)*c')",
          "body.s.reverse()",
          "strings.quote(body.s)",
          "base64.decode(body.s)",
          "body.l.distinct().distinct().distinct().distinct()",
          "body.l.sort().reverse().sort().reverse().sort()",
          "body.l.map(x, x).sort()",
          "body.l.map(x, [x]).distinct()",
          "body.l.map(x, {'a': x}).distinct()",
          "body.l.map(x, [x]) == body.l.map(x, [x])");

  static Stream<String> bodies() {
    String only = System.getProperty("bench.body", "");
    return Hostile.bodies().keySet().stream()
        .filter(it -> only.isEmpty() || List.of(only.split(",")).contains(it));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void expressions(String body) {
    var times = new CpuTime();
    String only = System.getProperty("bench.only", "");
    byte[] json = Hostile.bodies().get(body).getBytes(UTF_8);
    List<String> all = new ArrayList<>(WHOLE);
    String outer = body.equals("few") ? FEW : EACH;
    OF_EACH.forEach(it -> all.add(outer.replace("F", it)));
    for (String expression : all) {
      if (Arrays.stream(only.split(",", -1)).anyMatch(expression::contains)) {
        measure(times, expression, body, json);
      }
    }
    times.print(body);
  }

  private static void measure(CpuTime times, String expression, String name, byte[] body) {
    var symbols = new SymbolTable();
    int slot = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);
    Template template;
    try {
      template = Expressions.compiled(symbols, expression);
    } catch (AssertionError e) {
      System.out.println(expression + ": does not compile");
      return;
    }
    times.add(
        name + "  " + expression,
        () -> {
          Budget budget = Budget.standard();
          var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, budget);
          scope.set(slot, Json.parse(body));
          return () -> {
            String end;
            try {
              Object value = template.value(scope);
              end = value == null ? "null" : "ok";
            } catch (InvalidExpression e) {
              end = e.getMessage().contains("budget") ? "over" : "invalid";
            }
            return new CpuTime.Said(end, budget.spentElements());
          };
        });
  }
}
