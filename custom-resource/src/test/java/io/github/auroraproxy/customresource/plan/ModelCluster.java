package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.present.AppliedMigration;
import io.github.auroraproxy.customresource.present.DefaultPrivilege;
import io.github.auroraproxy.customresource.present.Grant;
import io.github.auroraproxy.customresource.present.History;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.present.Membership;
import io.github.auroraproxy.customresource.present.OwnedObject;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentDatabase;
import io.github.auroraproxy.customresource.present.PresentObject;
import io.github.auroraproxy.customresource.present.PresentObject.Kind;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.present.Server;
import io.github.auroraproxy.customresource.state.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * As much of a cluster as plans are made from: roles, memberships, one database and what it holds.
 * It says what the readers would read of it, and it is changed by {@link ModelStatement}s.
 */
final class ModelCluster {

  static final String ADMIN = "admin";
  static final String DATABASE_OWNER = "pg_database_owner";
  static final String RDS_IAM = "rds_iam";
  static final Identifier DATABASE = new Identifier("testdb");

  static final class Role {
    boolean login;
    int limit = -1;
    boolean expires;
    int sessions;
    String comment = "";
    final Map<String, String> settings = new TreeMap<>();
  }

  static final class Database {
    String owner;
    String comment = "";
    final Set<Grant> grants = new LinkedHashSet<>();
    final Map<String, Thing> objects = new TreeMap<>();
    final Map<String, Set<Grant>> defaults = new TreeMap<>();
    final Set<String> extensions = new TreeSet<>();
    final List<AppliedMigration> history = new ArrayList<>();
  }

  /** A schema, relation or routine. */
  static final class Thing {
    final Kind kind;
    String owner;
    final Set<Grant> grants = new LinkedHashSet<>();

    Thing(Kind kind, String owner) {
      this.kind = kind;
      this.owner = owner;
    }
  }

  private static final int SCHEMA_OF_DATABASE_OWNER = 15;

  final int version;
  final Map<String, Role> roles = new TreeMap<>();
  final Set<List<String>> memberships = new LinkedHashSet<>();
  Optional<Database> database = Optional.empty();

  ModelCluster(int version) {
    this.version = version;
    roles.put(ADMIN, new Role());
    roles.put(RDS_IAM, new Role());
  }

  /** Creates the database as CREATE DATABASE does, with what it copies from its template. */
  void createDatabase(String owner) {
    Database created = new Database();
    created.owner = owner;
    created.grants.add(new Grant(Grant.PUBLIC, owner, "CONNECT", false));
    created.grants.add(new Grant(Grant.PUBLIC, owner, "TEMPORARY", false));
    Thing schema =
        new Thing(Kind.SCHEMA, version >= SCHEMA_OF_DATABASE_OWNER ? DATABASE_OWNER : ADMIN);
    schema.grants.add(new Grant(Grant.PUBLIC, schema.owner, "USAGE", false));
    if (version < SCHEMA_OF_DATABASE_OWNER) {
      schema.grants.add(new Grant(Grant.PUBLIC, schema.owner, "CREATE", false));
    }
    created.objects.put("public", schema);
    database = Optional.of(created);
  }

  /** Creates an object with the default privileges of its owner. */
  void createObject(Kind kind, String name, String owner) {
    Database d = database.orElseThrow();
    Thing thing = new Thing(kind, owner);
    String later = kind == Kind.ROUTINE ? "FUNCTIONS" : kind + "S";
    Set<Grant> defaults = d.defaults.get(owner + " " + later);
    if (defaults != null) {
      thing.grants.addAll(defaults);
    } else if (kind == Kind.ROUTINE) {
      thing.grants.add(new Grant(Grant.PUBLIC, owner, "EXECUTE", false));
    }
    d.objects.put(name, thing);
  }

  /** Applies migrations as the owner of the database. */
  void migrate(String owner, List<MigrationFile> files) {
    Database d = database.orElseThrow();
    String history = HistoryReader.QUALIFIED;
    if (!d.objects.containsKey(history)) {
      createObject(Kind.TABLE, history, owner);
    }
    for (MigrationFile file : files) {
      if (d.history.stream().noneMatch(m -> m.version().equals(file.version()))) {
        d.history.add(
            new AppliedMigration(
                d.history.size() + 1,
                file.version(),
                file.description(),
                "SQL",
                OptionalInt.of(file.checksum()),
                true));
        createObject(Kind.TABLE, "public.t" + file.version(), owner);
        createObject(Kind.SEQUENCE, "public.t%s_id_seq".formatted(file.version()), owner);
        createObject(Kind.ROUTINE, "public.f%s()".formatted(file.version()), owner);
      }
    }
  }

  boolean isHeld(String role) {
    String held =
        role.equals(DATABASE_OWNER) ? database.map(d -> d.owner).orElse(DATABASE_OWNER) : role;
    return held.equals(ADMIN) || memberships.contains(List.of(held, ADMIN));
  }

  /** What the readers would read for a desired state, or for a removal, which names no role. */
  PresentState read(Optional<Identifier> owner, Set<String> users) {
    Set<String> names = new TreeSet<>(users);
    names.add(ADMIN);
    names.add(RDS_IAM);
    owner.map(Identifier::value).ifPresent(names::add);
    Map<String, PresentRole> present = new TreeMap<>();
    roles.forEach(
        (name, role) -> {
          PresentRole read = read(name, role);
          if (names.contains(name) || read.mark().filter(m -> m.isFor(DATABASE)).isPresent()) {
            present.put(name, read);
          }
        });
    PresentCluster cluster =
        new PresentCluster(
            new Server(version + ".1", version),
            ADMIN,
            present,
            memberships(),
            database.map(d -> readDatabase(d, present.keySet())),
            Map.of());
    return new PresentState(
        cluster,
        database.map(d -> readContents(d, owner.map(Identifier::value).orElse(""), present)));
  }

  private PresentRole read(String name, Role role) {
    return new PresentRole(
        name,
        new PresentRole.Attributes(false, name.equals(ADMIN), name.equals(ADMIN), false, false),
        role.login,
        role.limit,
        role.expires,
        true,
        isHeld(name),
        role.sessions,
        role.comment,
        Map.copyOf(role.settings));
  }

  private List<Membership> memberships() {
    return memberships.stream()
        .map(m -> new Membership(m.get(0), m.get(1), true, true, false))
        .toList();
  }

  private PresentDatabase readDatabase(Database d, Collection<String> grantees) {
    return new PresentDatabase(d.owner, isHeld(d.owner), d.comment, of(d.grants, grantees));
  }

  private static List<Grant> of(Set<Grant> grants, Collection<String> grantees) {
    return grants.stream().filter(g -> g.isToPublic() || grantees.contains(g.grantee())).toList();
  }

  private PresentContents readContents(Database d, String owner, Map<String, PresentRole> present) {
    List<PresentObject> objects = new ArrayList<>();
    List<OwnedObject> ofAdmin = new ArrayList<>();
    d.objects.forEach(
        (name, thing) -> {
          boolean isHistory = name.equals(HistoryReader.QUALIFIED);
          objects.add(
              new PresentObject(
                  thing.kind,
                  name.split("\\.")[0],
                  name,
                  name.substring(name.indexOf('.') + 1),
                  thing.owner,
                  isHeld(thing.owner),
                  false,
                  false,
                  isHistory ? List.copyOf(thing.grants) : of(thing.grants, present.keySet()),
                  List.of()));
          if (thing.owner.equals(ADMIN) && thing.kind != Kind.SEQUENCE) {
            ofAdmin.add(new OwnedObject(thing.kind.name(), name));
          }
        });
    List<DefaultPrivilege> defaults =
        d.defaults.entrySet().stream()
            .map(entry -> Map.entry(entry.getKey().split(" "), entry.getValue()))
            .filter(entry -> Set.of(owner, ADMIN).contains(entry.getKey()[0]))
            .map(
                entry ->
                    new DefaultPrivilege(
                        entry.getKey()[0],
                        "",
                        entry.getKey()[1],
                        of(entry.getValue(), present.keySet())))
            .toList();
    return new PresentContents(
        objects,
        defaults,
        Set.copyOf(d.extensions),
        ofAdmin,
        List.of(),
        List.of(),
        Optional.ofNullable(d.objects.get(HistoryReader.QUALIFIED))
            .map(table -> new History(true, table.owner, true, List.copyOf(d.history)))
            .orElse(History.NONE));
  }

  /** Everything, for comparison. */
  @Override
  public String toString() {
    return roles.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue().login + " " + e.getValue().comment)
            .collect(Collectors.joining("\n"))
        + "\n"
        + memberships
        + "\n"
        + database.map(d -> d.owner + " " + d.comment + " " + d.objects.keySet()).orElse("-");
  }
}
