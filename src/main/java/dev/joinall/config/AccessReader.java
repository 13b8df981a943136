package dev.joinall.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the access rules of an aggregation's route.
 *
 * @param callers the declared names; null if the file has no {@code security}
 * @param ofAll the CORS rules for aggregations that declare none
 */
record AccessReader(@Nullable Set<String> callers, Optional<CorsConfig> ofAll, Problems problems) {
  private static final int MAX_COST = 1_000_000;
  private static final String ANYONE = "anyone";
  private static final String EXAMPLE = "for example allow: [{ caller: app }]; or allow: anyone";

  /** Reads the keys of one aggregation. */
  AccessConfig read(Fields fields, boolean hasRoute) {
    Optional<Tree> written = fields.tree("allow");
    Optional<AllowConfig> allow = written.flatMap(it -> allow(it, fields));
    var limit =
        fields
            .nested("rate-limit", "rate-limit: { permits: 100, per: 1m }")
            .map(RequestLimitConfig::read);
    var cors =
        fields.nested("cors", "cors: { origins: [\"https://shop.test\"] }").map(CorsConfig::read);
    if (callers != null && hasRoute && written.isEmpty()) {
      problems.add(
          fields.mapping(),
          "\"allow\" is missing: the file has \"security\", so each route must declare its callers",
          EXAMPLE);
    }
    return new AccessConfig(
        allow,
        limit,
        hasRoute ? cors.or(() -> ofAll) : cors,
        fields.count("cost", 1, MAX_COST, 1),
        OverloadConfig.read(fields));
  }

  private Optional<AllowConfig> allow(Tree tree, Fields fields) {
    if (tree instanceof Tree.Scalar scalar && scalar.text().equals(ANYONE)) {
      return Optional.of(new AllowConfig.Anyone());
    }
    if (tree instanceof Tree.Scalar) {
      problems.add(tree, "expected anyone or a list of rules, got " + tree.noun(), EXAMPLE);
      return Optional.empty();
    }
    if (callers == null) {
      problems.add(
          tree,
          "the file declares no callers",
          "declare them at the top: security: { callers: { app: { jwt: ... } } }");
    }
    List<Tree> items = fields.items("allow");
    if (items.isEmpty()) {
      problems.add(tree, "no caller may call this route", EXAMPLE);
    }
    return Optional.of(
        new AllowConfig.Callers(
            items.stream().flatMap(it -> rule(new Fields(it, problems)).stream()).toList()));
  }

  private Optional<AllowConfig.Rule> rule(Fields fields) {
    Optional<Tree> written = fields.required("caller", "for example caller: app");
    Optional<String> caller = fields.constant("caller");
    if (callers != null) {
      Set<String> known = callers;
      caller
          .filter(it -> !known.contains(it))
          .ifPresent(it ->
              problems.add(
                  written.orElseThrow(),
                  "there is no caller \"" + it + "\" under security",
                  Problems.suggest(it, known)));
    }
    List<String> scopes =
        fields.texts(
            "scopes",
            it -> SecurityReader.SCOPE.matcher(it).matches(),
            "no scope",
            "a scope is a word without spaces, quotes and backslashes");
    Optional<Tree> when = fields.tree("when");
    fields.done();
    return caller.map(it -> new AllowConfig.Rule(it, scopes, when));
  }
}
