package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * The line in a role's comment that says which resource uses the role and what may become of it.
 *
 * <p>Only a role with CREATEROLE may comment on a role, so neither the owner of a database nor its
 * users can change a mark.
 *
 * @param resource the resource that uses the role
 * @param database the database that it uses the role for
 * @param origin where the role comes from
 * @param released whether the resource was deleted and left the role behind
 * @param removalPolicy on an owner's mark: the policy that was deployed
 * @param databaseOrigin on an owner's mark: where the database comes from
 * @param fresh on an owner's mark: whether the contents of the new database are still those of its
 *     template
 * @param secretArn on a user's mark: the secret that it logs in with
 * @param host on an owner's mark: the name by which the cluster was deployed to last
 * @param request on an owner's mark: the request whose migrations go on in further invocations
 */
@Value.Builder
public record Mark(
    ResourceId resource,
    String database,
    Origin origin,
    boolean released,
    Optional<RemovalPolicy> removalPolicy,
    Optional<Origin> databaseOrigin,
    boolean fresh,
    Optional<String> secretArn,
    Optional<String> host,
    Optional<String> request)
    implements WithMark {

  /**
   * Says where an object comes from, which decides whether it may be dropped. It stands in the
   * comment on a role; marks of format 1 also stand in the comment on a database.
   */
  public enum Origin {
    /** The resource created it. */
    CREATED,
    /** Another resource created it, and this one took it over because it was told to adopt. */
    ADOPTED,
    /** Another resource created it and released it, and this one uses it. */
    REUSED,
    /** A person created it. */
    EXISTING;

    /** Whether {@code DESTROY} drops the object. */
    public boolean isDroppable() {
      return this == CREATED || this == ADOPTED;
    }

    /** The origin of the object once another resource uses it. */
    Origin takenOver(boolean adopted) {
      if (this == EXISTING) {
        return EXISTING;
      }
      return adopted ? ADOPTED : REUSED;
    }

    private static Origin named(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "aurora-proxy: ";
  private static final int FORMAT = 2;

  /** Format 1, in comments on databases and roles. */
  private static final Pattern FORMAT_1 =
      Pattern.compile("(created|released) by (\\S+)#(\\S+) for (.+)", Pattern.DOTALL);

  /** The mark of a role that the resource creates for its database. */
  public static Mark created(ResourceId resource, Identifier database) {
    return new Mark(
        resource,
        database.value(),
        Origin.CREATED,
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Reads the mark in a comment, if it has one.
   *
   * @param comment the comment of a role, or of a database with a mark of format 1
   */
  public static Optional<Mark> in(Optional<String> comment) {
    return comment.flatMap(Mark::line).flatMap(Mark::parse);
  }

  /** The last line of the comment if it is a mark; a person's own text may stand before it. */
  private static Optional<String> line(String comment) {
    int start = comment.startsWith(PREFIX) ? 0 : comment.lastIndexOf("\n" + PREFIX) + 1;
    return comment.startsWith(PREFIX, start)
        ? Optional.of(comment.substring(start + PREFIX.length()))
        : Optional.empty();
  }

  private static Optional<Mark> parse(String line) {
    Matcher old = FORMAT_1.matcher(line);
    if (old.matches()) {
      Mark mark = created(new ResourceId(old.group(2), old.group(3)), new Identifier(old.group(4)));
      return Optional.of(old.group(1).equals("released") ? mark.release() : mark);
    }
    try {
      JsonNode json = JSON.readTree(line);
      return json.path("format").asInt() < FORMAT ? Optional.empty() : Optional.of(read(json));
    } catch (JsonProcessingException | IllegalArgumentException notAMark) {
      return Optional.empty();
    }
  }

  private static Mark read(JsonNode json) {
    return new Mark(
        new ResourceId(json.path("stack").asText(), json.path("resource").asText()),
        json.path("database").asText(),
        Origin.named(json.path("origin").asText()),
        json.path("released").asBoolean(),
        text(json, "removalPolicy").map(RemovalPolicy::valueOf),
        text(json, "databaseOrigin").map(Origin::named),
        json.path("fresh").asBoolean(),
        text(json, "secret"),
        text(json, "host"),
        text(json, "request"));
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name)).map(JsonNode::asText);
  }

  /** The comment with this mark in place of the one that it has. */
  public String in(String comment) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("format", FORMAT)
            .put("stack", resource.stackId())
            .put("resource", resource.logicalId())
            .put("database", database)
            .put("origin", origin.label());
    if (released) {
      json.put("released", true);
    }
    removalPolicy.ifPresent(policy -> json.put("removalPolicy", policy.name()));
    databaseOrigin.ifPresent(o -> json.put("databaseOrigin", o.label()));
    if (fresh) {
      json.put("fresh", true);
    }
    secretArn.ifPresent(arn -> json.put("secret", arn));
    host.ifPresent(name -> json.put("host", name));
    request.ifPresent(id -> json.put("request", id));
    String text = without(comment);
    return (text.isEmpty() ? "" : text + "\n") + PREFIX + json;
  }

  /** The person's part of a comment. */
  public static String without(String comment) {
    if (comment.startsWith(PREFIX)) {
      return "";
    }
    int mark = comment.lastIndexOf("\n" + PREFIX);
    return mark < 0 ? comment : comment.substring(0, mark);
  }

  /** Whether the resource, or the same resource of a stack that was made again, set it. */
  public boolean isBy(ResourceId candidate) {
    return resource.isSameAs(candidate);
  }

  /**
   * Whether it was set by a deployment to this host. A cluster has many names, and a resource that
   * goes on under another one is not to lose the database when the former name is deleted.
   */
  public boolean isAt(String hostName) {
    return host.isEmpty() || host.get().equals(hostName);
  }

  /** Whether it was set for this database. */
  public boolean isFor(Identifier candidate) {
    return database.equals(candidate.value());
  }

  /** The mark of a role that another resource uses from now on. */
  public Mark takenOver(ResourceId by, Identifier forDatabase, boolean adopted) {
    return withResource(by)
        .withDatabase(forDatabase.value())
        .withOrigin(origin.takenOver(adopted))
        .withReleased(false)
        .withDatabaseOrigin(databaseOrigin.map(o -> o.takenOver(adopted)))
        .withRequest(Optional.empty());
  }

  /** The same mark, set by the stack as it is now. */
  public Mark by(ResourceId current) {
    return withResource(current).withReleased(false);
  }

  /** The mark of an owner with the policy and the origin of its database. */
  public Mark ofOwner(RemovalPolicy policy, Origin ofDatabase, boolean isFresh) {
    return withRemovalPolicy(policy)
        .withDatabaseOrigin(ofDatabase)
        .withFresh(isFresh)
        .withSecretArn(Optional.empty());
  }

  /** The mark of an owner whose cluster is deployed to by this name. */
  public Mark at(String hostName) {
    return withHost(hostName);
  }

  /** The mark of an owner whose migrations a request applies in several invocations, or none. */
  public Mark during(Optional<String> requestId) {
    return withRequest(requestId);
  }

  /** The mark of an owner without the origin of its database, which belongs to another role. */
  public Mark ofUnowned() {
    return withDatabaseOrigin(Optional.empty()).withFresh(false);
  }

  /** The mark of a user that logs in with a secret. */
  public Mark with(Optional<String> secret) {
    return withRemovalPolicy(Optional.empty())
        .withDatabaseOrigin(Optional.empty())
        .withFresh(false)
        .withSecretArn(secret)
        .withHost(Optional.empty())
        .withRequest(Optional.empty());
  }

  /** The same mark with another origin of the role. */
  public Mark from(Origin other) {
    return withOrigin(other);
  }

  /** The mark of a role whose resource was deleted and left it behind. */
  public Mark release() {
    return withReleased(true).withRequest(Optional.empty());
  }
}
