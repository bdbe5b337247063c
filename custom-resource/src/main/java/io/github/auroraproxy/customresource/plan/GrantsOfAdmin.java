package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.plan.GrantChanges.Verb;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.Grant;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentContents;
import io.github.auroraproxy.customresource.present.PresentDatabase;
import io.github.auroraproxy.customresource.present.PresentObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the admin has granted on the owner's objects in its own name, which it does as soon as
 * somebody gives it a privilege with the grant option. PostgreSQL revokes in the name of a role
 * that holds the option, before it does so in the owner's, so such an option keeps the admin from
 * revoking what the owner has granted; and without the option the admin can't take back its own
 * grants. So both go: the grants in the admin's name, then the option in the owner's.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-revoke.html">REVOKE: Notes</a>
 */
final class GrantsOfAdmin {

  private final PlanInput input;
  private final PresentCluster cluster;
  private final PresentContents contents;
  private final String owner;
  private final GrantChanges needed = new GrantChanges();
  private final GrantChanges grants = new GrantChanges();
  private final GrantChanges options = new GrantChanges();

  GrantsOfAdmin(PlanInput input, PresentCluster cluster, PresentContents contents) {
    this.input = input;
    this.cluster = cluster;
    this.contents = contents;
    this.owner = input.owner().value();
  }

  /** The changes, in their order, within one transaction. */
  List<Change> removal() {
    PresentDatabase database = cluster.database().orElseThrow();
    if (database.owner().equals(owner)) {
      remove("DATABASE", input.database().quoted(), database.grants());
    }
    contents.objects().stream()
        .filter(object -> object.owner().equals(owner))
        .forEach(o -> remove(o.kind().name(), o.name(), allGrants(o)));
    List<Change> changes = new ArrayList<>(asOwner(needed.changes()));
    changes.addAll(grants.changes());
    changes.addAll(asOwner(options.changes()));
    return changes;
  }

  /** To take a privilege from a table takes it from the columns, too. */
  private static List<Grant> allGrants(PresentObject object) {
    return Stream.concat(
            object.grants().stream(),
            object.columnGrants().stream().map(PresentObject.ColumnGrant::grant))
        .toList();
  }

  private void remove(String kind, String object, Collection<Grant> all) {
    String admin = cluster.admin();
    Set<String> optional =
        privileges(all.stream().filter(g -> g.grantee().equals(admin) && g.grantable()));
    List<Grant> granted = all.stream().filter(grant -> grant.grantor().equals(admin)).toList();
    Set<String> missing = privileges(granted.stream());
    missing.removeAll(optional);
    needed.add("", Verb.GRANT_OPTION, missing, kind, object, admin);
    granted.forEach(
        grant ->
            grants.add(
                "", Verb.REVOKE_CASCADE, Set.of(grant.privilege()), kind, object, grant.grantee()));
    optional.addAll(missing);
    options.add("", Verb.REVOKE_OPTION, optional, kind, object, admin);
  }

  private static Set<String> privileges(Stream<Grant> grants) {
    return grants.map(Grant::privilege).collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Change> asOwner(List<Change> changes) {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Change> all = new ArrayList<>();
    all.add(Change.silent("SET LOCAL ROLE " + Sql.name(owner)));
    all.addAll(changes);
    all.add(Change.silent("SET LOCAL ROLE NONE"));
    return all;
  }
}
