package dev.joinall.backend.http;

import dev.joinall.config.Fields;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One part of a {@code multipart}, as the file declares it.
 *
 * @param filename empty for a field that is not a file
 */
record PartDeclaration(
    String name, Tree body, Optional<Tree> filename, Optional<Tree> contentType) {

  /** A part is a value, or a mapping of its keys; a list is several parts with that name. */
  static List<PartDeclaration> read(Map<String, Tree> parts, Problems problems) {
    List<PartDeclaration> all = new ArrayList<>();
    parts.forEach((name, tree) -> {
      if (tree instanceof Tree.Sequence several) {
        several.items().forEach(it -> read(name, it, problems).ifPresent(all::add));
      } else {
        read(name, tree, problems).ifPresent(all::add);
      }
    });
    return all;
  }

  private static Optional<PartDeclaration> read(String name, Tree tree, Problems problems) {
    if (!(tree instanceof Tree.Mapping)) {
      return Optional.of(new PartDeclaration(name, tree, Optional.empty(), Optional.empty()));
    }
    var fields = new Fields(tree, problems);
    Optional<Tree> body =
        fields.required("body", "for example { body: \"${tasks.logo}\", filename: logo.png }");
    Optional<Tree> filename = fields.tree("filename");
    Optional<Tree> contentType = fields.tree("content-type");
    fields.done();
    return body.map(it -> new PartDeclaration(name, it, filename, contentType));
  }
}
