package dev.joinall.backend.smtp;

import dev.joinall.config.Tree;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The address for reports of mail servers that a mail can't be delivered. The constant {@code <>}
 * disables them, as for automatic responses (RFC 3834). Immutable.
 *
 * @param address empty for {@code <>}
 */
record EnvelopeSender(Optional<AddressTemplate> address) {
  static final String FIELD = "envelope-from";
  private static final String NULL_SENDER = "<>";

  static EnvelopeSender compile(Tree tree, Templates templates) {
    boolean isEmptySender =
        tree instanceof Tree.Scalar scalar && scalar.text().strip().equals(NULL_SENDER);
    return new EnvelopeSender(
        isEmptySender
            ? Optional.empty()
            : Optional.of(AddressTemplate.compile(tree, FIELD, templates)));
  }

  /**
   * Returns the address without a name.
   *
   * @throws InvalidExpression if it is not exactly one
   */
  String render(Scope scope) {
    if (address.isEmpty()) {
      return NULL_SENDER;
    }
    List<MailAddress> addresses = new ArrayList<>();
    address.get().addTo(addresses, scope);
    if (addresses.size() != 1) {
      throw new Template.Items(address.get().sources())
          .invalid(FIELD + " needs one address, not " + addresses.size());
    }
    return addresses.getFirst().address();
  }
}
