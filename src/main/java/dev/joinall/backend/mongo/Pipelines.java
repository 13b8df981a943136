package dev.joinall.backend.mongo;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pipelines of {@code aggregate} and {@code update}. The stages are constants of the file; only
 * values inside them may be expressions. Used at start-up.
 */
record Pipelines(ValuePositions literals) {

  /** The content of a position in a stage. */
  private enum Content {
    FILTER,
    EXPRESSION,
    PIPELINE,
    PIPELINES,
    /** A value, but not an object with a {@code $} key. */
    VALUE,
    /** A constant name, such as a collection's. */
    NAME,
    LOOKUP,
    GRAPH_LOOKUP,
    UNION,
    NEAR,
    REFUSED
  }

  private static final Map<String, Content> STAGES =
      WordTable.of(
          each(Content.FILTER, "$match"),
          each(Content.EXPRESSION, "$project $addFields $set $group $replaceRoot $replaceWith"),
          each(Content.EXPRESSION, "$bucket $bucketAuto $sortByCount $redact $fill"),
          each(Content.EXPRESSION, "$setWindowFields"),
          each(Content.PIPELINES, "$facet"),
          each(Content.LOOKUP, "$lookup"),
          each(Content.GRAPH_LOOKUP, "$graphLookup"),
          each(Content.UNION, "$unionWith"),
          each(Content.NEAR, "$geoNear"),
          each(Content.NAME, "$unset $unwind $count"),
          each(Content.REFUSED, "$out $merge"));
  private static final Set<String> OTHER_STAGES =
      Set.of(
          ("$limit $skip $sort $sample $search $searchMeta $vectorSearch $densify $documents"
                  + " $indexStats $collStats $planCacheStats $shardedDataDistribution $listSessions")
              .split(" ", -1));

  private static final Map<String, Content> LOOKUP =
      Map.of("let", Content.EXPRESSION, "pipeline", Content.PIPELINE);
  private static final Map<String, Content> GRAPH_LOOKUP =
      Map.of(
          "startWith", Content.EXPRESSION,
          "maxDepth", Content.VALUE,
          "restrictSearchWithMatch", Content.FILTER);
  private static final Map<String, Content> NEAR_STAGE_KEYS = Map.of("query", Content.FILTER);
  private static final String EXAMPLE = "for example [{ $match: { sku: \"${path.sku}\" } }]";

  BsonTemplate pipeline(Tree tree) {
    return tree instanceof Tree.Sequence
        ? literals.list(tree, this::stage)
        : literals.wrong(tree, "a list of stages", EXAMPLE);
  }

  private BsonTemplate stage(Tree tree) {
    return tree instanceof Tree.Mapping mapping && mapping.entries().size() == 1
        ? ValuePositions.members(mapping, this::stage)
        : literals.wrong(tree, "a stage, a mapping with one key", EXAMPLE);
  }

  private BsonTemplate stage(String name, Tree body) {
    boolean known = STAGES.containsKey(name) || OTHER_STAGES.contains(name);
    Set<String> names = new TreeSet<>(STAGES.keySet());
    names.addAll(OTHER_STAGES);
    // A newer server may have more stages.
    if (!known && (!name.startsWith("$") || !Problems.nearest(name, names, 1).isEmpty())) {
      literals.problem(
          body,
          "\"" + name + "\" is not a stage",
          Problems.suggest("$" + name.replace("$", ""), names));
    }
    StageKeys.check(name, body, literals.templates().problems());
    StageShapes.in(name, body, literals).ifPresent(literals::report);
    return part(STAGES.getOrDefault(name, Content.VALUE), body);
  }

  private BsonTemplate part(Content content, Tree tree) {
    return switch (content) {
      case FILTER -> new Filters(literals).filter(tree);
      case EXPRESSION -> new Expressions(literals).of(tree);
      case PIPELINE -> pipeline(tree);
      case PIPELINES -> parts(tree, Map.of(), Content.PIPELINE);
      case VALUE -> literals.plain(tree);
      case NAME -> name(tree);
      case LOOKUP -> parts(tree, LOOKUP, Content.NAME);
      case GRAPH_LOOKUP -> parts(tree, GRAPH_LOOKUP, Content.NAME);
      case UNION -> tree instanceof Tree.Scalar ? name(tree) : parts(tree, LOOKUP, Content.NAME);
      case NEAR -> parts(tree, NEAR_STAGE_KEYS, Content.VALUE);
      case REFUSED -> {
        literals.problem(tree, "aggregate only reads, this stage writes", "remove it");
        yield BsonTemplate.EMPTY;
      }
    };
  }

  private BsonTemplate parts(Tree tree, Map<String, Content> known, Content other) {
    return tree instanceof Tree.Mapping mapping
        ? ValuePositions.members(
            mapping, (name, part) -> part(known.getOrDefault(name, other), part))
        : literals.wrong(tree, "a mapping", "");
  }

  private BsonTemplate name(Tree tree) {
    BsonTemplate part = literals.data(tree);
    return part instanceof BsonTemplate.Fixed
        ? part
        : literals.wrong(tree, "a constant", "no expression may choose it");
  }
}
