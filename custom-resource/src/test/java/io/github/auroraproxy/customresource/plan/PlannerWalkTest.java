package io.github.auroraproxy.customresource.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.auroraproxy.customresource.Seed;
import io.github.auroraproxy.customresource.Thorough;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.present.Grant;
import io.github.auroraproxy.customresource.present.HistoryReader;
import io.github.auroraproxy.customresource.present.PresentObject.Kind;
import io.github.auroraproxy.customresource.present.PresentState;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.ClusterConfiguration;
import io.github.auroraproxy.customresource.state.DatabaseTls;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.DesiredState;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Mark;
import io.github.auroraproxy.customresource.state.MigrationSource;
import io.github.auroraproxy.customresource.state.Privileges;
import io.github.auroraproxy.customresource.state.RemovalPolicy;
import io.github.auroraproxy.customresource.state.ResourceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks through the states that stacks and people leave a cluster in, without a cluster: each step
 * deploys, is cut off, deletes, or is a person's. What every plan has to keep is checked at each.
 */
class PlannerWalkTest {

  private static final int WALKS = Thorough.isOn() ? 200 : 40;
  private static final int STEPS = 10;
  private static final int MOST_ROUNDS = 8;

  private static final String ACCOUNT = "arn:aws:cloudformation:us-east-1:111122223333:stack/";

  /** The resources at work: the second is the first of a stack that was made again. */
  private static final List<ResourceId> RESOURCES =
      List.of(
          new ResourceId(ACCOUNT + "Shop/1", "Database"),
          new ResourceId(ACCOUNT + "Shop/2", "Database"),
          new ResourceId(ACCOUNT + "Other/1", "Database"),
          new ResourceId("arn:aws:cloudformation:us-east-1:444455556666:stack/Shop/1", "Database"));

  private static final List<String> NAMES = List.of("app", "reader", "writer", "batch");

  private Random random;
  private ModelCluster cluster;

  /** Who may drop a role or a database: the resource that created it, and who adopted it. */
  private IdentityHashMap<Object, Set<String>> mayDrop;

  /** The policy of the last deployment of each resource that came to its end. */
  private Map<String, RemovalPolicy> deployed;

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void everyPlanOfAWalkKeepsItsPromises(int version) {

    Random seeds = Seed.random("walks on PostgreSQL " + version);
    int converged = 0;
    for (int walk = 0; walk < WALKS; walk++) {
      random = new Random(seeds.nextLong());
      cluster = new ModelCluster(version);
      mayDrop = new IdentityHashMap<>();
      deployed = new HashMap<>();
      List<String> steps = new ArrayList<>();
      try {
        for (int step = 0; step < STEPS; step++) {
          converged += step(steps) ? 1 : 0;
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "%s%nwalk %d:%n%s%n%s".formatted(e, walk, String.join("\n", steps), cluster), e);
      }
    }
    assertThat(converged).as("deployments that came to their end").isGreaterThan(WALKS);
  }

  private boolean step(List<String> steps) {
    // Of a resource whose database another one has adopted or dropped, nothing is deployed.
    RESOURCES.stream()
        .filter(resource -> ownersMark(resource).isEmpty())
        .forEach(resource -> deployed.remove(key(resource)));
    ResourceId resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
    int kind = random.nextInt(10);
    if (kind < 3) {
      steps.add("person: " + person());
      return false;
    }
    if (kind < 5) {
      steps.add("delete by " + resource);
      delete(resource);
      return false;
    }
    PlanInput input = input(resource);
    int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
    steps.add("deploy by %s, cut after %d: %s".formatted(resource, cut, input.state()));
    return deploy(input, cut);
  }

  private String person() {
    String role = NAMES.get(random.nextInt(NAMES.size()));
    switch (random.nextInt(6)) {
      case 0 -> {
        if (!cluster.roles.containsKey(role)) {
          ModelCluster.Role created = new ModelCluster.Role();
          created.expires = random.nextBoolean();
          created.limit = 3;
          cluster.roles.put(role, created);
          mayDrop.put(created, Set.of());
        }
        return "role " + role;
      }
      case 1 -> {
        if (cluster.database.isEmpty()) {
          cluster.createDatabase(ModelCluster.ADMIN);
          cluster.createObject(Kind.TABLE, "public.persons", ModelCluster.ADMIN);
          mayDrop.put(cluster.database.orElseThrow(), Set.of());
        }
        return "database";
      }
      case 2 -> {
        cluster.database.ifPresent(
            d ->
                d.objects.values().stream()
                    .filter(o -> o.kind == Kind.TABLE && cluster.roles.containsKey(role))
                    .forEach(o -> o.grants.add(new Grant(role, o.owner, "DELETE", true))));
        return "grants to " + role;
      }
      case 3 -> {
        // As DROP DATABASE by the admin, who is a member of the owner.
        cluster.database = Optional.empty();
        return "drops the database";
      }
      case 4 -> {
        Optional.ofNullable(cluster.roles.get(role))
            .ifPresent(
                r -> {
                  r.login = false;
                  r.limit = 1;
                  r.sessions = 2;
                  r.settings.put("work_mem", "1MB");
                });
        return "spoils " + role;
      }
      default -> {
        if (cluster.database.isPresent() && cluster.roles.containsKey(role)) {
          cluster.createObject(Kind.SCHEMA, role + "s", role);
          cluster.createObject(Kind.TABLE, role + "s.own", role);
        }
        return "schema of " + role;
      }
    }
  }

  private PlanInput input(ResourceId resource) {
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    List<DatabaseUser> users =
        names.subList(0, random.nextInt(3)).stream().map(this::user).toList();
    DesiredState state =
        new DesiredState(
            new ClusterConfiguration("host", 5432, DatabaseTls.VERIFY_FULL, "admin"),
            "postgres",
            ModelCluster.DATABASE,
            new Identifier(random.nextInt(5) == 0 ? "testdb_lord" : "testdb_owner"),
            users,
            any(RemovalPolicy.values()),
            any(AuthenticationMode.values()),
            MigrationSource.SAMPLE,
            random.nextInt(4) == 0 ? List.of("citext") : List.of(),
            Optional.empty(),
            random.nextInt(4) == 0);
    List<MigrationFile> files =
        IntStream.rangeClosed(1, random.nextInt(3))
            .mapToObj(
                v -> new MigrationFile(String.valueOf(v), "d" + v, "V%d__d.sql".formatted(v), v))
            .toList();
    return new PlanInput(
        resource,
        state,
        name -> "SCRAM",
        Map.of(),
        Optional.empty(),
        new MigrationFiles(files),
        random.nextBoolean() ? Optional.of("request") : Optional.empty());
  }

  private DatabaseUser user(String name) {
    Map<String, String> settings = new TreeMap<>();
    if (random.nextInt(3) == 0) {
      settings.put("work_mem", random.nextBoolean() ? "4MB" : "8MB");
    }
    if (random.nextInt(3) == 0) {
      settings.put("search_path", random.nextBoolean() ? "\"$user\", public" : "public");
    }
    return new DatabaseUser(
        new Identifier(name),
        Optional.of("secret" + random.nextInt(3)),
        any(Privileges.values()),
        random.nextInt(3) == 0 ? 5 : -1,
        settings,
        random.nextInt(3) == 0 ? Set.of("public.total") : Set.of());
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  private PresentState read(PlanInput input) {
    return cluster.read(Optional.of(input.owner()), input.userNames());
  }

  private boolean deploy(PlanInput input, int cut) {
    Planner planner = new Planner(input);
    Optional<Mark> before = ownersMark(input.resource());
    Set<Object> existing = droppable();
    Budget budget = new Budget(cut);
    boolean done = false;
    for (int round = 1; !done && !budget.isSpent(); round++) {
      assertThat(round).as("rounds").isLessThanOrEqualTo(MOST_ROUNDS);
      Plan plan;
      try {
        plan = planner.plan(read(input));
      } catch (FunctionException refusal) {
        assertThat(budget.used()).as("changes before: " + refusal.getMessage()).isZero();
        assertThat(refusal.getMessage()).endsWith(refusal.getMessage().strip()).isNotBlank();
        return false;
      }
      assertThat(planner.plan(read(input))).as("the same plan from the same state").isEqualTo(plan);
      assertThat(plan.changes()).noneMatch(change -> change.sql().startsWith("DROP DATABASE"));
      done = plan.isEmpty();
      apply(plan, budget);
      if (plan.migrate() && budget.take(1)) {
        cluster.migrate(input.owner().value(), input.migrations().files());
      }
    }
    // A run may well be cut off after its last statement.
    done = done || planner.plan(read(input)).isEmpty();
    String key = key(input.resource());
    droppable().forEach(o -> mayDrop.computeIfAbsent(o, created -> Set.of(key)));
    if (input.state().adopt()) {
      adopted(input.resource());
    }
    checkDropped(existing, input.resource());
    if (!droppable().containsAll(existing)) {
      assertThat(input.state().removalPolicy()).isEqualTo(RemovalPolicy.DESTROY);
      assertThat(before.flatMap(Mark::removalPolicy))
          .isNotEqualTo(Optional.of(RemovalPolicy.RETAIN));
    }
    if (done) {
      deployed.put(key, input.state().removalPolicy());
      checkReached(input);
      checkThatTheOwnerMayBeRenamed(input);
    }
    return done;
  }

  private void delete(ResourceId resource) {
    RemovalPlan removal = new RemovalPlan(resource, ModelCluster.DATABASE, "host", true);
    Optional<Mark> before = ownersMark(resource);
    Set<Object> existing = droppable();
    int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : Integer.MAX_VALUE;
    Budget budget = new Budget(cut);
    for (int round = 1; !budget.isSpent(); round++) {
      assertThat(round).as("rounds").isLessThanOrEqualTo(MOST_ROUNDS);
      PresentState present = cluster.read(Optional.empty(), Set.of());
      if (!removal.needsContents(present.cluster())) {
        present = new PresentState(present.cluster(), Optional.empty());
      }
      Plan plan = removal.plan(present, List.of());
      assertThat(removal.plan(present, List.of())).isEqualTo(plan);
      if (plan.isEmpty()) {
        break;
      }
      apply(plan, budget);
    }
    checkDropped(existing, resource);
    if (!droppable().containsAll(existing)) {
      assertThat(before.flatMap(Mark::removalPolicy)).contains(RemovalPolicy.DESTROY);
      assertThat(deployed.getOrDefault(key(resource), RemovalPolicy.DESTROY))
          .isEqualTo(RemovalPolicy.DESTROY);
    }
    if (!budget.isSpent()) {
      assertThat(cluster.roles.values())
          .flatMap(role -> Mark.in(Optional.of(role.comment)).stream().toList())
          .allMatch(mark -> mark.released() || !mark.isBy(resource));
      deployed.remove(key(resource));
    }
  }

  /** How many statements are sent before a run is cut off. */
  private static final class Budget {
    private final int most;
    private int used;

    Budget(int most) {
      this.most = most;
    }

    boolean take(int statements) {
      if (used + statements > most) {
        used = most;
        return false;
      }
      used += statements;
      return true;
    }

    boolean isSpent() {
      return used >= most;
    }

    int used() {
      return used;
    }
  }

  private void apply(Plan plan, Budget budget) {
    for (Step step : plan.steps()) {
      if (step.atomic()) {
        if (!budget.take(step.changes().size())) {
          return;
        }
        step.changes().forEach(change -> ModelStatement.execute(cluster, change.sql()));
      } else {
        for (Change change : step.changes()) {
          if (!budget.take(1)) {
            return;
          }
          ModelStatement.execute(cluster, change.sql());
        }
      }
    }
  }

  private static String key(ResourceId resource) {
    return resource.stackId().replaceFirst("/\\d+$", "");
  }

  private Set<Object> droppable() {
    Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
    objects.addAll(cluster.roles.values());
    cluster.database.ifPresent(objects::add);
    return objects;
  }

  private void checkDropped(Set<Object> existing, ResourceId resource) {
    Set<Object> left = droppable();
    for (Object object : existing) {
      if (!left.contains(object)) {
        assertThat(mayDrop.get(object)).as("who may drop it").contains(key(resource));
      }
    }
  }

  /** An adopted object that a stack had created may be dropped by the one that adopted it. */
  private void adopted(ResourceId resource) {
    for (Object object : droppable()) {
      Set<String> known = mayDrop.getOrDefault(object, Set.of());
      if (!known.isEmpty()) {
        Set<String> more = new HashSet<>(known);
        more.add(key(resource));
        mayDrop.put(object, more);
      }
    }
  }

  private Optional<Mark> ownersMark(ResourceId resource) {
    return cluster.roles.values().stream()
        .map(role -> Mark.in(Optional.of(role.comment)))
        .flatMap(Optional::stream)
        .filter(mark -> mark.databaseOrigin().isPresent())
        .filter(mark -> mark.isBy(resource) && !mark.released())
        .findFirst();
  }

  /** What is deployed may have another owner's name at any time, and the former one again. */
  private void checkThatTheOwnerMayBeRenamed(PlanInput input) {
    DesiredState s = input.state();
    DesiredState renamed =
        new DesiredState(
            s.cluster(),
            s.maintenanceDatabase(),
            s.database(),
            new Identifier("a_new_owner"),
            s.users(),
            s.removalPolicy(),
            s.authenticationMode(),
            s.migrations(),
            s.extensions(),
            s.migrationTimeout(),
            false);
    PlanInput other =
        new PlanInput(
            input.resource(),
            renamed,
            input.verifiers(),
            Map.of(),
            Optional.empty(),
            input.migrations(),
            input.request());
    assertThat(new Planner(other).plan(read(other)).changes())
        .anyMatch(change -> change.sql().endsWith("RENAME TO \"a_new_owner\""));
  }

  /** What a person would look for after a deployment. */
  private void checkReached(PlanInput input) {
    ModelCluster.Database database = cluster.database.orElseThrow();
    assertThat(database.grants).noneMatch(Grant::isToPublic);
    assertThat(database.extensions).containsAll(input.state().extensions());
    assertThat(cluster.roles.get(input.owner().value()).login).isFalse();
    assertThat(ownersMark(input.resource()).flatMap(Mark::removalPolicy))
        .contains(input.state().removalPolicy());
    for (DatabaseUser user : input.state().users()) {
      String name = user.name().value();
      ModelCluster.Role role = cluster.roles.get(name);
      assertThat(role.login).isTrue();
      assertThat(role.expires).isFalse();
      assertThat(role.limit).isEqualTo(user.connectionLimit());
      assertThat(role.settings.keySet()).isEqualTo(user.settings().keySet());
      assertThat(Mark.in(Optional.of(role.comment)))
          .hasValueSatisfying(mark -> assertThat(mark.resource()).isEqualTo(input.resource()));
      assertThat(cluster.memberships.contains(List.of(ModelCluster.RDS_IAM, name)))
          .isNotEqualTo(input.state().authenticationMode().byPassword());
      database.objects.forEach(
          (object, thing) -> {
            if (thing.kind == Kind.TABLE && object.startsWith("public.")) {
              assertThat(privilegesOf(thing, name))
                  .as("%s on %s", name, object)
                  .isEqualTo(object.equals(HistoryReader.QUALIFIED) ? Set.of() : tables(user));
            }
          });
    }
    Set<String> others = new TreeSet<>(NAMES);
    others.removeAll(input.userNames());
    assertThat(database.objects.get("public.t1"))
        .satisfiesAnyOf(
            thing -> assertThat(thing).isNull(),
            thing ->
                assertThat(others)
                    .allSatisfy(
                        name ->
                            assertThat(
                                    cluster.roles.containsKey(name)
                                        && Mark.in(Optional.of(cluster.roles.get(name).comment))
                                            .filter(m -> m.isBy(input.resource()) && !m.released())
                                            .isPresent())
                                .as("%s is still marked as a user", name)
                                .isFalse()));
  }

  private static Set<String> privilegesOf(ModelCluster.Thing thing, String role) {
    return thing.grants.stream()
        .filter(grant -> grant.grantee().equals(role) && !grant.grantable())
        .map(Grant::privilege)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> tables(DatabaseUser user) {
    return switch (user.privileges()) {
      case READ_ONLY -> Set.of("SELECT");
      case READ_WRITE -> Set.of("SELECT", "INSERT", "UPDATE", "DELETE");
      case ALL ->
          cluster.version >= 17
              ? Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "MAINTAIN")
              : Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");
    };
  }
}
