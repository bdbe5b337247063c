package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.plan.GrantChanges.Verb;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.DefaultPrivilege;
import io.github.auroraproxy.customresource.present.Grant;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentDatabase;
import io.github.auroraproxy.customresource.present.PresentObject;
import io.github.auroraproxy.customresource.present.PresentObject.Kind;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.Privileges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Plans the privileges of the users: grants what is missing and revokes what exceeds their level,
 * on the objects that exist and, by default privileges, on later ones.
 */
final class PrivilegesPlan {

  private static final String PUBLIC_SCHEMA = "public";

  private static final Set<String> READ = Set.of("SELECT");
  private static final Set<String> EXECUTE = Set.of("EXECUTE");
  private static final List<String> ON_DATABASE = List.of("CONNECT", "CREATE", "TEMPORARY");

  private final PlanInput input;
  private final PresentCluster cluster;
  private final PresentContents contents;
  private final boolean takesOver;
  private final String owner;
  private final Map<String, Optional<Privileges>> levels;
  private final Map<String, Set<String>> executableRoutines;
  private final DepartingUsers departing;
  private final Set<String> formerNames;
  private final List<String> unrevocable = new ArrayList<>();
  private final Map<PresentObject, Map<String, Set<String>>> ungrantable = new LinkedHashMap<>();
  private final Map<PresentObject, Map<String, Set<String>>> ungranted = new LinkedHashMap<>();

  /**
   * @param departing users that are to have no privileges, or no role
   * @param takesOver whether what the admin owns becomes the owner's
   */
  PrivilegesPlan(
      PlanInput input,
      PresentCluster cluster,
      PresentContents contents,
      DepartingUsers departing,
      boolean takesOver) {
    this.input = input;
    this.cluster = cluster;
    this.contents = contents;
    this.takesOver = takesOver;
    this.owner = input.owner().value();
    this.levels = new LinkedHashMap<>();
    this.executableRoutines = new LinkedHashMap<>();
    for (DatabaseUser user : input.state().users()) {
      levels.put(user.name().value(), Optional.of(user.privileges()));
      executableRoutines.put(user.name().value(), user.executableRoutines());
    }
    departing.released().forEach(name -> levels.put(name, Optional.empty()));
    this.departing = departing;
    this.formerNames = departing.formerNames();
  }

  /** Every grant and revocation. */
  List<Change> changes() {
    List<Change> all = new ArrayList<>(new GrantsOfAdmin(input, cluster, contents).removal());
    all.addAll(grantsAndRevocations());
    return all;
  }

  private List<Change> grantsAndRevocations() {
    checkPublicSchema();
    GrantChanges changes = new GrantChanges();
    onDatabase(changes);
    for (PresentObject object : contents.objects()) {
      if (object.plainName().equals(HistoryReader.TABLE) && object.schema().equals(PUBLIC_SCHEMA)) {
        onHistory(changes, object);
      } else if (isOfApplication(object)) {
        onObject(changes, object);
      } else if (object.schema().equals(PUBLIC_SCHEMA)) {
        onSomebodys(object);
      }
    }
    checkGrantable();
    onLater(changes);
    if (!unrevocable.isEmpty()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "Users were granted privileges in database '%s' by somebody else, which the admin user cannot take away; a DBA has to run this there, and deploy again: %s"
              .formatted(input.database(), ShortText.names(unrevocable)));
    }
    return changes.changes();
  }

  /** Nothing is amiss as long as the schema's owner has granted what is stated. */
  private void checkPublicSchema() {
    contents.objects().stream()
        .filter(o -> o.kind() == Kind.SCHEMA && o.schema().equals(PUBLIC_SCHEMA) && !o.inherited())
        .filter(
            schema -> {
              GrantChanges missing = new GrantChanges();
              onObject(missing, schema);
              return !missing.changes().isEmpty();
            })
        .findFirst()
        .ifPresent(
            schema -> {
              throw new FunctionException(
                  FailureKind.INSUFFICIENT_PRIVILEGE,
                  "The schema public of database '%s' belongs to %s, so the admin user '%s' cannot grant privileges on it; a DBA has to run this in database '%s', and deploy again: ALTER SCHEMA public OWNER TO %s;"
                      .formatted(
                          input.database(),
                          ForeignText.name(schema.owner()),
                          cluster.admin(),
                          input.database(),
                          Sql.name(cluster.admin())));
            });
  }

  /** What the admin can't grant privileges on, and whose owner has not granted them. */
  private void onSomebodys(PresentObject object) {
    boolean isOfDropped = formerNames.contains(object.owner());
    if (isOfDropped || (object.kind() != Kind.TABLE && object.kind() != Kind.SEQUENCE)) {
      return;
    }
    levels.forEach(
        (role, level) -> {
          Set<String> missing =
              minus(wanted(role, level, object), privilegesOf(object.grants(), role));
          if (!missing.isEmpty() && !object.owner().equals(role)) {
            (isNew(role) ? ungrantable : ungranted)
                .computeIfAbsent(object, o -> new TreeMap<>())
                .put(role, missing);
          }
        });
  }

  /**
   * Whether the resource has not used the role yet. One that it uses already is no reason to
   * refuse: what a person does beside the deployments must not keep them from being rolled back.
   */
  private boolean isNew(String role) {
    Optional<PresentRole> present =
        cluster.role(role).or(() -> input.user(role).flatMap(departing::renamedTo));
    return present
        .flatMap(PresentRole::mark)
        .filter(mark -> mark.isBy(input.resource()) && mark.isFor(input.database()))
        .isEmpty();
  }

  /**
   * A sequence follows its table; where the table is granted already, only its owner can grant it.
   */
  private void checkGrantable() {
    if (ungrantable.isEmpty()) {
      return;
    }
    boolean isTable = ungrantable.keySet().stream().anyMatch(o -> o.kind() == Kind.TABLE);
    List<PresentObject> objects =
        ungrantable.keySet().stream().filter(o -> (o.kind() == Kind.TABLE) == isTable).toList();
    throw new FunctionException(
        FailureKind.INSUFFICIENT_PRIVILEGE,
        "Users of database '%s' would be denied access to %s, because the admin user '%s' has no privileges of the owner; a DBA has to run this there, and deploy again: %s"
            .formatted(
                input.database(),
                ShortText.names(
                    objects.stream()
                        .map(
                            o ->
                                "%s of %s"
                                    .formatted(Sql.shown(o.name()), ForeignText.name(o.owner())))
                        .toList()),
                cluster.admin(),
                ShortText.names(objects.stream().map(this::remedy).map(Sql::shown).toList())));
  }

  private String remedy(PresentObject object) {
    Map<String, Set<String>> missing = ungrantable.get(object);
    boolean rolesExist = missing.keySet().stream().allMatch(r -> cluster.role(r).isPresent());
    return object.kind() == Kind.SEQUENCE && rolesExist
        ? missing.entrySet().stream()
            .map(
                role ->
                    "GRANT %s ON SEQUENCE %s TO %s;"
                        .formatted(
                            String.join(", ", role.getValue()),
                            object.name(),
                            Sql.name(role.getKey())))
            .collect(Collectors.joining(" "))
        : "ALTER %s %s OWNER TO %s;"
            .formatted(object.kind(), object.name(), Sql.name(cluster.admin()));
  }

  private void onDatabase(GrantChanges changes) {
    PresentDatabase database = cluster.database().orElseThrow();
    String name = input.database().quoted();
    Set<String> ofPublic = privilegesOf(database.grants(), Grant.PUBLIC);
    changes.add("", Verb.REVOKE, ofPublic, "DATABASE", name, Grant.PUBLIC);
    levels.forEach(
        (role, level) -> {
          if (!database.owner().equals(role)) {
            Set<String> wanted = level.map(Privileges::onDatabase).orElse(Set.of());
            align(changes, "DATABASE", name, role, database.owner(), database.grants(), wanted);
          }
        });
    if (!takesOver && !database.owner().equals(owner)) {
      align(
          changes,
          "DATABASE",
          name,
          owner,
          database.owner(),
          database.grants(),
          Set.copyOf(ON_DATABASE));
    }
  }

  /** The schemas of the application: public, and those that its migrations create. */
  private boolean isOfApplication(PresentObject object) {
    return object.inherited()
        && (object.schema().equals(PUBLIC_SCHEMA) || ownedHere(ownerOfSchema(object)));
  }

  private String ownerOfSchema(PresentObject object) {
    return object.kind() == Kind.SCHEMA
        ? object.owner()
        : schemaOwners().getOrDefault(object.schema(), "");
  }

  private Map<String, String> owners;

  private Map<String, String> schemaOwners() {
    if (owners == null) {
      owners =
          contents.objects().stream()
              .filter(object -> object.kind() == Kind.SCHEMA)
              .collect(Collectors.toMap(PresentObject::schema, PresentObject::owner));
    }
    return owners;
  }

  private boolean ownedHere(String role) {
    return role.equals(owner) || role.equals(cluster.admin());
  }

  private void onObject(GrantChanges changes, PresentObject object) {
    closeToPublic(changes, object);
    if (object.kind() == Kind.SCHEMA
        && object.schema().equals(PUBLIC_SCHEMA)
        && object.inherited()) {
      ownerInPublic(changes, object);
    }
    Map<String, List<Grant>> grants =
        object.grants().stream().collect(Collectors.groupingBy(Grant::grantee));
    levels.forEach(
        (role, level) -> {
          if (!object.owner().equals(role)) {
            Set<String> wanted = wanted(role, level, object);
            align(
                changes,
                object.kind().name(),
                object.name(),
                role,
                object.owner(),
                grants.getOrDefault(role, List.of()),
                wanted);
            columns(changes, object, role, wanted);
          }
        });
  }

  private Set<String> wanted(String role, Optional<Privileges> level, PresentObject object) {
    boolean isOnRequest =
        object.kind() == Kind.ROUTINE
            && executableRoutines.getOrDefault(role, Set.of()).contains(routine(object));
    return isOnRequest ? EXECUTE : level.map(l -> privileges(l, object)).orElse(Set.of());
  }

  /** As the desired state names it. */
  private static String routine(PresentObject object) {
    return object.schema() + "." + object.plainName();
  }

  /** Where the schema does not belong to the owner, migrations need to be allowed to use it. */
  private void ownerInPublic(GrantChanges changes, PresentObject schema) {
    boolean ownsIt =
        takesOver
            || schema.owner().equals(owner)
            || cluster.database().orElseThrow().owner().equals(owner);
    if (!ownsIt) {
      align(
          changes,
          "SCHEMA",
          schema.name(),
          owner,
          schema.owner(),
          schema.grants(),
          Set.of("USAGE", "CREATE"));
    }
  }

  private Set<String> privileges(Privileges level, PresentObject object) {
    return switch (object.kind()) {
      case SCHEMA -> level.onSchema();
      case TABLE -> onTable(level, object);
      case SEQUENCE -> level.onSequence();
      case ROUTINE -> level.onRoutine(object.securityDefiner());
    };
  }

  /** What reaches Flyway's history can be read, and is written by nobody but the owner. */
  private Set<String> onTable(Privileges level, PresentObject table) {
    Set<String> privileges = new TreeSet<>(level.onTable(cluster.server().majorVersion()));
    if (table.overHistory()) {
      privileges.retainAll(READ);
    }
    return privileges;
  }

  private void closeToPublic(GrantChanges changes, PresentObject object) {
    Set<String> ofPublic = privilegesOf(object.grants(), Grant.PUBLIC);
    if (object.kind() == Kind.SCHEMA && ofPublic.contains("CREATE")) {
      changes.add("", Verb.REVOKE, Set.of("CREATE"), "SCHEMA", object.name(), Grant.PUBLIC);
    }
    if (object.overHistory()) {
      changes.add("", Verb.REVOKE, minus(ofPublic, READ), "TABLE", object.name(), Grant.PUBLIC);
    }
    boolean belongsToOwner =
        object.owner().equals(owner) || (takesOver && object.owner().equals(cluster.admin()));
    if (object.kind() == Kind.ROUTINE && belongsToOwner && !ofPublic.isEmpty()) {
      changes.add("", Verb.REVOKE, EXECUTE, "ROUTINE", object.name(), Grant.PUBLIC);
    }
  }

  /** Flyway's history is nobody's but the owner's. */
  private void onHistory(GrantChanges changes, PresentObject history) {
    Set<String> grantees = new TreeSet<>();
    history.grants().stream().map(Grant::grantee).forEach(grantees::add);
    grantees.removeAll(formerNames);
    for (String grantee : grantees) {
      changes.add(
          "",
          Verb.REVOKE,
          privilegesOf(history.grants(), grantee),
          "TABLE",
          history.name(),
          grantee);
    }
    levels.keySet().forEach(role -> columns(changes, history, role, Set.of()));
  }

  private void align(
      GrantChanges changes,
      String kind,
      String object,
      String role,
      String objectOwner,
      List<Grant> grants,
      Set<String> wanted) {
    // What the admin has granted on an object of the owner is gone before this.
    List<Grant> kept =
        grants.stream()
            .filter(g -> !objectOwner.equals(owner) || !g.grantor().equals(cluster.admin()))
            .toList();
    Set<String> held = privilegesOf(kept, role);
    changes.add("", Verb.GRANT, minus(wanted, held), kind, object, role);
    Set<String> excess = minus(held, wanted);
    Set<String> others =
        kept.stream()
            .filter(grant -> grant.grantee().equals(role) && !grant.grantor().equals(objectOwner))
            .map(Grant::privilege)
            .filter(excess::contains)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!others.isEmpty()) {
      unrevocable.add(
          Sql.shown(
              "REVOKE %s ON %s %s FROM %s;"
                  .formatted(String.join(", ", others), kind, object, Sql.name(role))));
    }
    changes.add("", Verb.REVOKE, excess, kind, object, role);
    Set<String> grantable =
        kept.stream()
            .filter(grant -> grant.grantee().equals(role) && grant.grantable())
            .map(Grant::privilege)
            .filter(wanted::contains)
            .collect(Collectors.toCollection(TreeSet::new));
    changes.add("", Verb.REVOKE_OPTION, grantable, kind, object, role);
  }

  private static void columns(
      GrantChanges changes, PresentObject object, String role, Set<String> wanted) {
    object.columnGrants().stream()
        .filter(column -> column.grant().grantee().equals(role))
        .filter(
            column -> !wanted.contains(column.grant().privilege()) || column.grant().grantable())
        .forEach(
            column ->
                changes.add(
                    "",
                    Verb.REVOKE,
                    Set.of("%s (%s)".formatted(column.grant().privilege(), column.column())),
                    "TABLE",
                    object.name(),
                    role));
  }

  /** Default privileges on what the owner creates later. */
  private void onLater(GrantChanges changes) {
    String prefix = "ALTER DEFAULT PRIVILEGES FOR ROLE %s ".formatted(Sql.name(owner));
    for (String objects : List.of("TABLES", "SEQUENCES", "SCHEMAS", "FUNCTIONS")) {
      List<Grant> grants = laterGrants(owner, objects);
      levels.forEach(
          (role, level) -> {
            Set<String> wanted = level.map(l -> later(l, objects)).orElse(Set.of());
            Set<String> held = privilegesOf(grants, role);
            changes.add(prefix, Verb.GRANT, minus(wanted, held), objects, "", role);
            changes.add(prefix, Verb.REVOKE, minus(held, wanted), objects, "", role);
          });
    }
    boolean executedByPublic =
        contents.defaults().stream().noneMatch(d -> isGlobal(d, owner, "FUNCTIONS"))
            || !privilegesOf(laterGrants(owner, "FUNCTIONS"), Grant.PUBLIC).isEmpty();
    if (executedByPublic) {
      changes.add(prefix, Verb.REVOKE, EXECUTE, "FUNCTIONS", "", Grant.PUBLIC);
    }
    contents.defaults().stream()
        .filter(d -> !d.schema().isEmpty() || (takesOver && d.role().equals(cluster.admin())))
        .forEach(d -> revokeLater(changes, d));
  }

  /** What is granted in a schema, or on what the admin creates, comes on top of what is stated. */
  private void revokeLater(GrantChanges changes, DefaultPrivilege defaults) {
    String prefix =
        "ALTER DEFAULT PRIVILEGES FOR ROLE %s %s"
            .formatted(
                Sql.name(defaults.role()),
                defaults.schema().isEmpty() ? "" : "IN SCHEMA " + defaults.schema() + " ");
    levels.forEach(
        (role, level) -> {
          Set<String> allowed =
              defaults.schema().isEmpty()
                  ? Set.of()
                  : level.map(l -> later(l, defaults.objects())).orElse(Set.of());
          changes.add(
              prefix,
              Verb.REVOKE,
              minus(privilegesOf(defaults.grants(), role), allowed),
              defaults.objects(),
              "",
              role);
        });
  }

  private List<Grant> laterGrants(String role, String objects) {
    return contents.defaults().stream()
        .filter(d -> isGlobal(d, role, objects))
        .flatMap(d -> d.grants().stream())
        .toList();
  }

  private static boolean isGlobal(DefaultPrivilege defaults, String role, String objects) {
    return defaults.schema().isEmpty()
        && defaults.role().equals(role)
        && defaults.objects().equals(objects);
  }

  private Set<String> later(Privileges level, String objects) {
    return switch (objects) {
      case "TABLES" -> level.onTable(cluster.server().majorVersion());
      case "SEQUENCES" -> level.onSequence();
      case "SCHEMAS" -> level.onSchema();
      case "FUNCTIONS" -> level.onLaterRoutines();
      default -> Set.of();
    };
  }

  /** Routines that users are to execute, and that are not there; a migration may have gone back. */
  List<String> missingRoutines() {
    Set<String> present =
        contents.objects().stream()
            .filter(object -> object.kind() == Kind.ROUTINE && isOfApplication(object))
            .map(PrivilegesPlan::routine)
            .collect(Collectors.toSet());
    List<String> warnings = new ArrayList<>();
    executableRoutines.forEach(
        (role, routines) -> {
          Set<String> missing = minus(routines, present);
          if (!missing.isEmpty()) {
            warnings.add(
                "Role %s is to execute %s, which the owner of database '%s' does not have; create it with a migration, or correct ExecutableRoutines."
                    .formatted(
                        role, ShortText.names(List.copyOf(missing)), input.database().value()));
          }
        });
    return warnings;
  }

  /** What the roles have that the levels do not say, from PUBLIC, and what they do not have. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Map<PresentObject, Set<String>> ofPublic = new LinkedHashMap<>();
    for (PresentObject object : contents.objects()) {
      Set<String> held = privilegesOf(object.grants(), Grant.PUBLIC);
      boolean isHistory = object.plainName().equals(HistoryReader.TABLE);
      if (!held.isEmpty()
          && isOfApplication(object)
          && object.kind() != Kind.ROUTINE
          && !isHistory) {
        ofPublic.put(object, held);
      }
    }
    levels.forEach(
        (role, level) -> level.ifPresent(l -> warnings.addAll(excess(role, l, ofPublic))));
    contents.objects().stream()
        .filter(object -> object.kind() == Kind.SCHEMA && !object.inherited())
        .filter(schema -> cluster.role(schema.owner()).isEmpty())
        .map(
            schema ->
                "Users of database %s have no privileges in the schema %s, which belongs to %s."
                    .formatted(
                        input.database(),
                        Sql.shown(schema.name()),
                        ForeignText.name(schema.owner())))
        .forEach(warnings::add);
    ungranted.forEach(
        (object, roles) ->
            warnings.add(
                "%s have not all of their privileges on %s, which belongs to %s; its owner has to grant them."
                    .formatted(
                        roles.keySet(),
                        Sql.shown(object.name()),
                        ForeignText.name(object.owner()))));
    return warnings;
  }

  private List<String> excess(
      String role, Privileges level, Map<PresentObject, Set<String>> ofPublic) {
    List<String> excess = new ArrayList<>();
    ofPublic.forEach(
        (object, held) -> {
          Set<String> more = minus(held, privileges(level, object));
          if (!more.isEmpty()) {
            excess.add(
                "%s ON %s %s"
                    .formatted(String.join(", ", more), object.kind(), Sql.shown(object.name())));
          }
        });
    return excess.isEmpty()
        ? List.of()
        : List.of(
            "Role %s has more than %s: %s. It comes from PUBLIC; revoke it there."
                .formatted(role, level, ShortText.names(excess)));
  }

  private static Set<String> privilegesOf(Collection<Grant> grants, String role) {
    return grants.stream()
        .filter(grant -> grant.grantee().equals(role))
        .map(Grant::privilege)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
