package io.github.auroraproxy.customresource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A life of stacks during which attackers of every level use some techniques before each run, the
 * weakest first: who is stronger finds taken what a weaker one could take already.
 */
final class Siege {

  private final TestCluster cluster;
  private final List<AttackedLife.Step> steps;
  private final List<ClusterSnapshot> snapshots = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final Set<Technique> used = EnumSet.noneOf(Technique.class);
  private List<PlantedCode.Sighting> sightings = List.of();

  private Siege(TestCluster cluster, AttackedLife life) {
    this.cluster = cluster;
    this.steps = life.steps();
  }

  /** Plays the life on a fresh cluster, with an attack before every step. */
  static Siege play(TestCluster cluster, AttackedLife life, List<Technique> techniques) {
    Siege siege = new Siege(cluster, life);
    siege.play(techniques);
    return siege;
  }

  private void play(List<Technique> techniques) {
    cluster.reset();
    for (Level level : Level.values()) {
      cluster.storeUser(level.user());
    }
    cluster.storeUser(AttackedLife.WITNESS);
    cluster.asSuperuser(
        "postgres",
        "CREATE ROLE outsider LOGIN PASSWORD "
            + quoted(TestCluster.password(Level.OUTSIDE.user())));
    long mark = PlantedCode.mark(cluster);
    List<Attacker> attackers =
        Arrays.stream(Level.values()).map(level -> new Attacker(cluster, level)).toList();
    try {
      for (AttackedLife.Step step : steps) {
        for (Attacker attacker : attackers) {
          attacker.wakes();
          techniques.forEach(technique -> technique.plant(attacker));
        }
        if (step.usersRemoved()) {
          // What stands in other databases keeps a role from being dropped, which is no attack.
          attackers.forEach(
              attacker -> attacker.tries("postgres", "DROP OWNED BY CURRENT_USER CASCADE"));
        }
        Run run = step.run().apply(cluster);
        witness();
        if (run.error().isPresent()) {
          refusals.add(step.name() + ": " + run.error().get());
          break;
        }
        snapshots.add(ClusterSnapshot.of(cluster));
      }
    } finally {
      attackers.forEach(Attacker::close);
    }
    attackers.forEach(attacker -> used.addAll(attacker.used()));
    sightings = PlantedCode.sightings(cluster, mark);
  }

  private static String quoted(String password) {
    return "E'" + password.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Calls and reads what was left for somebody to call and read. */
  private void witness() {
    try (Attacker witness = Attacker.harmless(cluster, AttackedLife.WITNESS)) {
      for (String statement :
          witness.asks(
              "testdb",
              """
              SELECT CASE prokind WHEN 'p' THEN format('CALL %I.%I()', nspname, proname)
                                  ELSE format('SELECT %I.%I()', nspname, proname) END
              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
              WHERE proname LIKE 'lure%'
              UNION ALL
              SELECT format('SELECT * FROM %I.%I', nspname, relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE relname LIKE 'lure%' AND relkind IN ('v', 'm', 'r')
              UNION ALL
              SELECT format('%s %I.%I %s', e.verb, nspname, relname, e.rest)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
                (VALUES ('UPDATE', 'SET id = id + 10'), ('DELETE FROM', 'WHERE id = 11')) e (verb, rest)
              WHERE relname LIKE 'lure_parent'
              UNION ALL
              SELECT format('DELETE FROM %I.%I', nspname, relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE relname = 'lure_history'""")) {
        witness.tries("testdb", statement);
      }
    }
  }

  /** The techniques of which PostgreSQL let anybody plant something. */
  Set<Technique> used() {
    return used;
  }

  /**
   * What a technique has won for the attackers of a level, and what nobody in particular has
   * changed.
   *
   * @param peace the same life without an attack
   */
  List<String> won(Technique technique, Level level, Siege peace) {
    List<String> won = new ArrayList<>(refusals);
    sightings.stream()
        .filter(sighting -> sighting.author().equals(technique.by(level)))
        .filter(sighting -> isForbidden(sighting, level))
        .collect(Collectors.groupingBy(s -> s, LinkedHashMap::new, Collectors.counting()))
        .forEach((sighting, times) -> won.add("%s, %d times".formatted(sighting, times)));
    Map<String, Level> authors = new HashMap<>();
    for (int i = 0; i < snapshots.size() && i < peace.snapshots.size(); i++) {
      note(authors, snapshots.get(i));
      String step = steps.get(i).name();
      snapshots
          .get(i)
          .differencesFrom(peace.snapshots.get(i), mayOwnMore(steps.get(i)))
          .forEach(
              (subject, difference) -> {
                if (authors.getOrDefault(subject, level) == level) {
                  won.add("After %s: %s: %s".formatted(step, subject, difference));
                }
              });
    }
    return won;
  }

  /** Remembers whose everything is, before it may become somebody else's. */
  private static void note(Map<String, Level> authors, ClusterSnapshot snapshot) {
    Map<String, Level> levels =
        Arrays.stream(Level.values()).collect(Collectors.toMap(Level::user, level -> level));
    snapshot
        .facts()
        .forEach(
            (subject, fact) -> {
              if (levels.containsKey(fact.owner())) {
                authors.put(subject, levels.get(fact.owner()));
              }
            });
  }

  /**
   * Nobody's code may run as the admin, or in its session. Only that of a user with every privilege
   * may run as the owner, and never because a reader called it.
   */
  private boolean isForbidden(PlantedCode.Sighting sighting, Level author) {
    return sighting.is(cluster.aurora().masterUsername())
        || sighting.is("testdb_owner")
            && (author != Level.ALL || sighting.sessionUser().equals(AttackedLife.WITNESS));
  }

  private static Set<String> mayOwnMore(AttackedLife.Step step) {
    Set<String> owners =
        Arrays.stream(Level.values())
            .map(Level::user)
            .collect(Collectors.toCollection(HashSet::new));
    if (step.usersRemoved()) {
      owners.add("testdb_owner");
    }
    return owners;
  }
}
