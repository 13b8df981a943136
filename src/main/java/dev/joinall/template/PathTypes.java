package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.joinall.template.PathExpression.Member;
import dev.joinall.template.PathExpression.Part;
import dev.joinall.template.ReferenceFinder.Path;
import java.util.List;

/** Types of paths from declared schemas, where CEL knows none. */
final class PathTypes {
  private PathTypes() {}

  /**
   * The type of the value of a path.
   *
   * @param checked the type from the type checker
   */
  static CelType of(Path path, CelType checked, SymbolTable symbols) {
    if (!checked.equals(SimpleType.DYN)) {
      return checked;
    }
    if (path.parts().size() == 1
        && path.parts().getFirst() instanceof Member(String name)
        && symbols.isList(path.root(), name)) {
      return NullableType.create(ListType.create(SimpleType.DYN));
    }
    return switch (declared(path, symbols).at(within(path)).type()) {
      case "array" -> NullableType.create(ListType.create(SimpleType.DYN));
      case "object" -> NullableType.create(MapType.create(SimpleType.STRING, SimpleType.DYN));
      case "string" -> NullableType.create(SimpleType.STRING);
      case "boolean" -> NullableType.create(SimpleType.BOOL);
      default -> checked;
    };
  }

  /** The shape of the body or the task that is the first part of the path. */
  static Shape declared(Path path, SymbolTable symbols) {
    if (path.root().equals(SymbolTable.BODY)) {
      return symbols.shape(SymbolTable.BODY);
    }
    return path.root().equals(SymbolTable.TASKS)
            && !path.parts().isEmpty()
            && path.parts().getFirst() instanceof Member(String name)
        ? symbols.shape(SymbolTable.TASKS + "." + name)
        : Shape.ANY;
  }

  /** The parts of the path within that shape. */
  static List<Part> within(Path path) {
    return path.root().equals(SymbolTable.BODY) || path.parts().isEmpty()
        ? path.parts()
        : path.parts().subList(1, path.parts().size());
  }
}
