package dev.joinall.plan;

import dev.joinall.config.AccessConfig;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.AllowConfig;
import dev.joinall.config.CallerConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Problems;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Access.CallerSlots;
import dev.joinall.template.Condition;
import dev.joinall.template.Reference;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plans the access rules and rate limits of an aggregation. Used once. */
final class AccessPlanner {
  private static final String ID = "id";
  private static final String SCOPES = "scopes";
  private static final String CLAIMS = "claims";
  private static final String TOKEN = "token";
  private static final String CLIENT = "client";

  private static final Set<String> BEFORE_THE_BODY =
      Set.of(
          SymbolTable.PATH,
          SymbolTable.QUERY,
          SymbolTable.HEADER,
          SymbolTable.CALLER,
          SymbolTable.REQUEST);

  /** An expression that reads an input of a route. */
  private static final Pattern INPUT =
      Pattern.compile("\\$\\{[^}]*?(?<![.\\w\"'])(path|query|header|body|tasks)\\s*[.\\[]");

  private static final Set<String> OF_ALL = Set.of(SymbolTable.CALLER, SymbolTable.REQUEST);

  private final AccessConfig config;
  private final Config file;
  private final SymbolTable symbols;
  private final Problems problems;
  private final Optional<CallerSlots> caller;
  private final int client;

  /**
   * Declares the names of the caller and of the client.
   *
   * @param symbols extended by these names
   * @param file declares the callers
   */
  AccessPlanner(AccessConfig config, SymbolTable symbols, Config file, Problems problems) {
    this.config = config;
    this.file = file;
    this.symbols = symbols;
    this.problems = problems;
    this.client = symbols.member(SymbolTable.REQUEST, CLIENT, SymbolTable.Type.TEXT, true);
    this.caller = file.security().isPresent() ? Optional.of(declare()) : Optional.empty();
  }

  /** Declares the caller's names. They may be null unless {@code allow} names callers. */
  private CallerSlots declare() {
    boolean isKnown = config.allow().filter(AllowConfig.Callers.class::isInstance).isPresent();
    symbols.group(SymbolTable.CALLER);
    return new CallerSlots(
        symbols.member(SymbolTable.CALLER, ID, SymbolTable.Type.TEXT, !isKnown),
        symbols.member(SymbolTable.CALLER, SCOPES, SymbolTable.Type.TEXTS, !isKnown),
        symbols.member(SymbolTable.CALLER, CLAIMS, SymbolTable.Type.ANY, true),
        symbols.member(SymbolTable.CALLER, TOKEN, SymbolTable.Type.TEXT, true));
  }

  /**
   * Call it after everything else of the aggregation is compiled.
   *
   * @param templates with all names, so that a misplaced one gets its own message
   */
  Access plan(AggregationConfig aggregation, Templates templates) {
    Optional<Access.Allow> allow = config.allow().map(it -> allow(it, templates));
    List<Access.Limit> limits = new ArrayList<>();
    if (aggregation.route().isPresent()) {
      file.rateLimit().ifPresent(it -> limits.add(limit("all", "", it, OF_ALL, templates)));
    }
    config
        .rateLimit()
        .ifPresent(
            it -> limits.add(limit("route", aggregation.name(), it, BEFORE_THE_BODY, templates)));
    boolean readsCaller =
        Stream.of(ID, SCOPES, CLAIMS, TOKEN).anyMatch(it -> symbols.isRead(SymbolTable.CALLER, it));
    boolean authenticates =
        file.security().isPresent()
            && (readsCaller || allow.filter(it -> !it.anyone()).isPresent());
    return new Access(
        allow,
        limits,
        config.overload(),
        config.cors(),
        authenticates,
        authenticates ? credentials() : List.of(),
        caller.filter(it -> readsCaller),
        symbols.isRead(SymbolTable.REQUEST, CLIENT) ? OptionalInt.of(client) : OptionalInt.empty());
  }

  private List<String> credentials() {
    return file.security().stream()
        .flatMap(it -> it.callers().values().stream())
        .flatMap(it ->
            switch (it) {
              case CallerConfig.Jwt _, CallerConfig.Introspection _ -> Stream.of("authorization");
              case CallerConfig.ApiKey key -> Stream.of(key.header());
              case CallerConfig.Mtls mtls -> Stream.of();
            })
        .distinct()
        .toList();
  }

  private Access.Allow allow(AllowConfig written, Templates templates) {
    return switch (written) {
      case AllowConfig.Anyone anyone -> new Access.Allow(true, List.of());
      case AllowConfig.Callers callers ->
          new Access.Allow(false, callers.rules().stream().map(it -> rule(it, templates)).toList());
    };
  }

  private Access.Rule rule(AllowConfig.Rule rule, Templates templates) {
    boolean needsProof =
        file.security()
            .flatMap(it -> Optional.ofNullable(it.callers().get(rule.caller())))
            .filter(CallerConfig::needsProof)
            .isPresent();
    return new Access.Rule(
        rule.caller(),
        Set.copyOf(rule.scopes()),
        rule.when().map(it -> condition(it, templates)),
        needsProof);
  }

  private Condition condition(Tree tree, Templates templates) {
    Templates conditionTemplates = templates.fresh();
    Condition condition = conditionTemplates.condition(tree);
    check(
        tree,
        Optional.empty(),
        conditionTemplates,
        BEFORE_THE_BODY,
        "\"allow\" is evaluated before the body is read and before any task",
        "use refuse for conditions on the body and the tasks");
    return condition;
  }

  private Access.Limit limit(
      String name,
      String owner,
      RequestLimitConfig limit,
      Set<String> readable,
      Templates templates) {
    String message =
        owner.isEmpty()
            ? "the global rate limit can't read inputs of a route"
            : "the limit is checked before the body is read and before any task";
    String hint =
        "it can read "
            + (owner.isEmpty() ? "" : "path.x, query.x, header.x, ")
            + "caller.id and request.client";
    Optional<String> unknown =
        limit.by().filter(it -> owner.isEmpty()).flatMap(this::undeclaredInput);
    Templates counted = templates.missingIsNull();
    Optional<Template> by = limit.by().filter(it -> unknown.isEmpty()).map(counted::compile);
    limit.by().ifPresent(it -> check(it, unknown, counted, readable, message, hint));
    if (config.cost() > limit.burst()) {
      problems.add(
          limit.where(),
          "a request that costs %d never passes a burst of %d"
              .formatted(config.cost(), limit.burst()),
          "allow a larger burst, or lower the cost");
    }
    return new Access.Limit(name, owner, limit, config.cost(), by);
  }

  /** The group of an input that this aggregation does not declare, though another one may. */
  private Optional<String> undeclaredInput(Tree by) {
    Matcher input = INPUT.matcher(by.onOneLine());
    if (!input.find()) {
      return Optional.empty();
    }
    var found = new Problems();
    var _ = new Templates(symbols, found).compile(by);
    return found.isEmpty() ? Optional.empty() : Optional.of(input.group(1));
  }

  /**
   * Reports a name that an expression reads but may not.
   *
   * @param undeclared an undeclared input that it names
   */
  private void check(
      Tree tree,
      Optional<String> undeclared,
      Templates read,
      Set<String> readable,
      String message,
      String hint) {
    Optional<String> other =
        undeclared
            .or(() ->
                read.reads().stream()
                    .map(Reference::group)
                    .filter(it -> !readable.contains(it))
                    .findFirst())
            .or(() -> Optional.of(SymbolTable.BODY).filter(read::reads));
    other.ifPresent(it -> problems.add(tree, "it reads " + it + ", and " + message, hint));
  }
}
