package io.github.auroraproxy.customresource.postgres;

import io.github.auroraproxy.customresource.state.Identifier;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment on a database or role that says who created it, so that nobody else drops it.
 *
 * @param released whether the creator was deleted and left the object behind
 * @param owner the creator, as {@link Owner#toString} writes it
 * @param database the database for which it was created
 */
record Mark(boolean released, String owner, String database) {

  private static final Pattern COMMENT =
      Pattern.compile("aurora-proxy: (created|released) by (\\S+) for (.+)", Pattern.DOTALL);

  static Mark created(Owner owner, Identifier database) {
    return new Mark(false, owner.toString(), database.value());
  }

  Mark release() {
    return new Mark(true, owner, database);
  }

  /** Reads a comment; any other is somebody's own text and no mark. */
  static Optional<Mark> of(String comment) {
    if (comment == null) {
      return Optional.empty();
    }
    Matcher matcher = COMMENT.matcher(comment);
    return matcher.matches()
        ? Optional.of(
            new Mark(matcher.group(1).equals("released"), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  boolean isBy(Owner candidate) {
    return owner.equals(candidate.toString());
  }

  /** The comment, as a literal of a statement. */
  String literal() {
    return Literals.quoted(
        "aurora-proxy: %s by %s for %s"
            .formatted(released ? "released" : "created", owner, database));
  }
}
