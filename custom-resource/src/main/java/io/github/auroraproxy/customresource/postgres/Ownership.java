package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.failure.ObjectOwnedByAnotherStackException;
import io.github.auroraproxy.customresource.state.Identifier;
import java.util.Optional;

/** The rule on marks, one for databases and roles. */
final class Ownership {

  private Ownership() {}

  /**
   * @throws ObjectOwnedByAnotherStackException if the object is another resource's and is not to be
   *     adopted
   */
  static void check(String kind, Identifier name, Optional<Mark> mark, Owner owner, boolean adopt) {
    if (adopt || mark.isEmpty() || mark.get().released() || mark.get().isBy(owner)) {
      return;
    }
    throw new ObjectOwnedByAnotherStackException(
        "The %s '%s' was created by %s; choose another name, or set Adopt to take it over."
            .formatted(kind, name, mark.get().owner()));
  }

  /**
   * The mark that an existing object needs as a literal, if not the one it has. An object without a
   * mark was created by a person and gets none, so that it is never dropped.
   */
  static Optional<String> markToSet(
      Optional<Mark> present, Mark wanted, Owner owner, boolean adopt) {
    boolean mayBeMarked = present.isPresent() && (adopt || present.get().isBy(owner));
    return mayBeMarked && !present.get().equals(wanted)
        ? Optional.of(wanted.literal())
        : Optional.empty();
  }
}
