package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.Grant;
import io.github.auroraproxy.customresource.present.PresentObject.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Executes, on a {@link ModelCluster}, the statements that plans are made of. */
final class ModelStatement {

  private static final Map<Pattern, BiConsumer<ModelCluster, Matcher>> KINDS =
      new LinkedHashMap<>();

  private static void kind(String pattern, BiConsumer<ModelCluster, Matcher> effect) {
    KINDS.put(Pattern.compile(pattern.replace("<name>", "\"([^\"]+)\""), Pattern.DOTALL), effect);
  }

  static {
    kind("CREATE ROLE <name> (NO)?LOGIN( CONNECTION LIMIT (\\d+))?.*", ModelStatement::createRole);
    kind(
        "COMMENT ON ROLE <name> IS (.*)", (c, m) -> role(c, m.group(1)).comment = text(m.group(2)));
    kind("ALTER ROLE <name> RENAME TO <name>", (c, m) -> rename(c, m.group(1), m.group(2)));
    kind(
        "ALTER ROLE <name> IN DATABASE <name> SET (\\S+) TO (.*)",
        (c, m) -> role(c, m.group(1)).settings.put(m.group(3), text(m.group(4))));
    kind(
        "ALTER ROLE <name> IN DATABASE <name> RESET (\\S+)",
        (c, m) -> role(c, m.group(1)).settings.remove(m.group(3).replace("\"", "")));
    kind("ALTER ROLE <name> (.*)", (c, m) -> alter(role(c, m.group(1)), m.group(2)));
    kind(
        "GRANT (?:<name>|(rds_iam)) TO <name>.*",
        (c, m) -> c.memberships.add(List.of(existing(c, either(m)), existing(c, m.group(3)))));
    kind(
        "REVOKE (?:<name>|(rds_iam)) FROM <name>",
        (c, m) -> c.memberships.remove(List.of(either(m), m.group(3))));
    kind(
        "SELECT pg_terminate_backend.*usename = '(\\w+)'::name",
        (c, m) -> {
          if (c.roles.containsKey(m.group(1))) {
            role(c, m.group(1)).sessions = 0;
          }
        });
    kind("SELECT pg_terminate_backend.*", (c, m) -> {});
    kind(
        "CREATE DATABASE <name> OWNER <name>.*",
        (c, m) -> c.createDatabase(existing(c, m.group(2))));
    kind("DROP DATABASE <name> WITH \\(FORCE\\)", (c, m) -> c.database = Optional.empty());
    kind(
        "ALTER DATABASE <name> OWNER TO <name>",
        (c, m) -> giveDatabase(c, existing(c, m.group(2))));
    kind(
        "COMMENT ON DATABASE <name> IS (.*)",
        (c, m) -> c.database.orElseThrow().comment = text(m.group(2)));
    kind(
        "ALTER DEFAULT PRIVILEGES FOR ROLE <name> (GRANT|REVOKE) (.*) ON (\\w+) (?:TO|FROM) (.*)",
        ModelStatement::later);
    kind(
        "(REVOKE GRANT OPTION FOR) (.*) ON (DATABASE|SCHEMA|TABLE|SEQUENCE|ROUTINE) (.*) FROM (.*) CASCADE",
        ModelStatement::grant);
    kind(
        "(GRANT|REVOKE) (.*) ON (DATABASE|SCHEMA|TABLE|SEQUENCE|ROUTINE) (.*) (?:TO|FROM) (.*)",
        ModelStatement::grant);
    kind(
        "CREATE EXTENSION <name> .*",
        (c, m) -> c.database.orElseThrow().extensions.add(m.group(1)));
    kind("REASSIGN OWNED BY <name> TO <name>", (c, m) -> reassign(c, m.group(1), m.group(2)));
    kind("DROP OWNED BY <name>", (c, m) -> dropOwned(c, m.group(1)));
    kind("DROP ROLE <name>", (c, m) -> dropRole(c, m.group(1)));
    kind(
        "ALTER \\w+ (\\S+) OWNER TO <name>",
        (c, m) -> give(c.database.orElseThrow().objects.get(m.group(1)), existing(c, m.group(2))));
  }

  private ModelStatement() {}

  static void execute(ModelCluster cluster, String sql) {
    for (Map.Entry<Pattern, BiConsumer<ModelCluster, Matcher>> kind : KINDS.entrySet()) {
      Matcher matcher = kind.getKey().matcher(sql);
      if (matcher.matches()) {
        kind.getValue().accept(cluster, matcher);
        return;
      }
    }
    throw new AssertionError("The model knows no statement like " + sql);
  }

  private static void createRole(ModelCluster cluster, Matcher m) {
    ModelCluster.Role role = new ModelCluster.Role();
    role.login = m.group(2) == null;
    role.limit = m.group(4) == null ? -1 : Integer.parseInt(m.group(4));
    require(cluster.roles.put(m.group(1), role) == null, () -> "role exists: " + m.group(1));
  }

  private static void alter(ModelCluster.Role role, String clauses) {
    if (clauses.contains("LOGIN")) {
      role.login = !clauses.contains("NOLOGIN");
    }
    if (clauses.contains("VALID UNTIL")) {
      role.expires = !clauses.contains("'infinity'");
    }
    if (clauses.startsWith("CONNECTION LIMIT ")) {
      role.limit = Integer.parseInt(clauses.substring("CONNECTION LIMIT ".length()));
    }
  }

  private static void rename(ModelCluster c, String from, String to) {
    require(!c.roles.containsKey(to), () -> "role exists: " + to);
    c.roles.put(to, c.roles.remove(existing(c, from)));
    Set<List<String>> members = new LinkedHashSet<>(c.memberships);
    c.memberships.clear();
    members.forEach(m -> c.memberships.add(m.stream().map(r -> r.equals(from) ? to : r).toList()));
    c.database.ifPresent(
        d -> {
          d.owner = d.owner.equals(from) ? to : d.owner;
          renameIn(d.grants, from, to);
          d.objects.values().forEach(o -> renameIn(o.grants, from, to));
          d.objects.values().forEach(o -> o.owner = o.owner.equals(from) ? to : o.owner);
          Map<String, Set<Grant>> defaults = new LinkedHashMap<>(d.defaults);
          d.defaults.clear();
          defaults.forEach(
              (key, grants) -> {
                renameIn(grants, from, to);
                String[] parts = key.split(" ");
                d.defaults.put((parts[0].equals(from) ? to : parts[0]) + " " + parts[1], grants);
              });
        });
  }

  private static void renameIn(Set<Grant> grants, String from, String to) {
    List<Grant> all = List.copyOf(grants);
    grants.clear();
    all.forEach(
        g ->
            grants.add(
                new Grant(
                    g.grantee().equals(from) ? to : g.grantee(),
                    g.grantor().equals(from) ? to : g.grantor(),
                    g.privilege(),
                    g.grantable())));
  }

  private static void giveDatabase(ModelCluster c, String owner) {
    ModelCluster.Database d = c.database.orElseThrow();
    renameIn(d.grants, d.owner, owner);
    d.grants.removeIf(g -> g.grantee().equals(owner));
    d.owner = owner;
  }

  private static void later(ModelCluster c, Matcher m) {
    ModelCluster.Database d = c.database.orElseThrow();
    String creator = existing(c, m.group(1));
    Set<Grant> grants =
        d.defaults.computeIfAbsent(
            creator + " " + m.group(4),
            key -> {
              Set<Grant> initial = new LinkedHashSet<>();
              if (m.group(4).equals("FUNCTIONS")) {
                initial.add(new Grant(Grant.PUBLIC, creator, "EXECUTE", false));
              }
              return initial;
            });
    change(c, grants, creator, m.group(2), m.group(3), m.group(5));
  }

  private static void grant(ModelCluster c, Matcher m) {
    ModelCluster.Database d = c.database.orElseThrow();
    if (m.group(3).equals("DATABASE")) {
      change(c, d.grants, d.owner, m.group(1), m.group(2), m.group(5));
      return;
    }
    for (String name : m.group(4).split(", ")) {
      ModelCluster.Thing thing = d.objects.get(name);
      require(thing != null, () -> "no object " + name);
      require(thing.kind == Kind.valueOf(m.group(3)), () -> name + " is no " + m.group(3));
      require(c.isHeld(thing.owner), () -> "permission denied for " + name);
      change(c, thing.grants, thing.owner, m.group(1), m.group(2), m.group(5));
    }
  }

  private static void change(
      ModelCluster c,
      Set<Grant> grants,
      String grantor,
      String verb,
      String privileges,
      String roles) {
    for (String role : roles.split(", ")) {
      String grantee = role.equals("PUBLIC") ? Grant.PUBLIC : existing(c, role.replace("\"", ""));
      for (String privilege : privileges.split(", ")) {
        boolean existed =
            grants.removeIf(g -> g.grantee().equals(grantee) && g.privilege().equals(privilege));
        if (verb.equals("GRANT") || (existed && verb.startsWith("REVOKE GRANT OPTION"))) {
          grants.add(new Grant(grantee, grantor, privilege, false));
        }
      }
    }
  }

  private static void reassign(ModelCluster c, String from, String to) {
    c.database.orElseThrow().objects.values().stream()
        .filter(o -> o.owner.equals(from))
        .forEach(o -> give(o, to));
  }

  /** What the former owner granted is the new one's grant, as ALTER … OWNER TO has it. */
  private static void give(ModelCluster.Thing thing, String owner) {
    renameIn(thing.grants, thing.owner, owner);
    thing.grants.removeIf(g -> g.grantee().equals(owner));
    thing.owner = owner;
  }

  private static void dropOwned(ModelCluster c, String role) {
    ModelCluster.Database d = c.database.orElseThrow();
    d.objects.values().removeIf(o -> o.owner.equals(role));
    d.grants.removeIf(g -> g.grantee().equals(role));
    d.objects.values().forEach(o -> o.grants.removeIf(g -> g.grantee().equals(role)));
    d.defaults.values().forEach(grants -> grants.removeIf(g -> g.grantee().equals(role)));
    d.defaults.keySet().removeIf(key -> key.startsWith(role + " "));
  }

  private static void dropRole(ModelCluster c, String role) {
    existing(c, role);
    c.database.ifPresent(
        d -> {
          require(!d.owner.equals(role), () -> role + " owns the database");
          require(
              d.objects.values().stream().noneMatch(o -> o.owner.equals(role)),
              () -> role + " owns objects");
          require(
              d.objects.values().stream()
                  .flatMap(o -> o.grants.stream())
                  .noneMatch(g -> g.grantee().equals(role)),
              () -> role + " has privileges");
          require(
              d.defaults.keySet().stream().noneMatch(key -> key.startsWith(role + " ")),
              () -> role + " has default privileges");
        });
    c.roles.remove(role);
    c.memberships.removeIf(m -> m.contains(role));
  }

  private static String either(Matcher m) {
    return m.group(1) == null ? m.group(2) : m.group(1);
  }

  private static ModelCluster.Role role(ModelCluster c, String name) {
    return c.roles.get(existing(c, name));
  }

  private static String existing(ModelCluster c, String name) {
    require(c.roles.containsKey(name), () -> "no role " + name);
    return name;
  }

  private static String text(String constants) {
    if (constants.equals("NULL")) {
      return "";
    }
    return String.join(
        ", ",
        Arrays.stream(constants.split("(?<=')\\s*,\\s*(?=')"))
            .map(c -> c.startsWith("E") ? c.substring(1).replace("\\\\", "\\") : c)
            .map(c -> c.substring(1, c.length() - 1).replace("''", "'"))
            .toList());
  }

  private static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError("PostgreSQL would refuse: " + otherwise.get());
    }
  }
}
