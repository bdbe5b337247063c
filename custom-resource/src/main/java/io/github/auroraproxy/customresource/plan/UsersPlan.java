package io.github.auroraproxy.customresource.plan;

import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.postgres.Sql;
import io.github.auroraproxy.customresource.present.Membership;
import io.github.auroraproxy.customresource.present.PresentCluster;
import io.github.auroraproxy.customresource.present.PresentRole;
import io.github.auroraproxy.customresource.state.AuthenticationMode;
import io.github.auroraproxy.customresource.state.DatabaseUser;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plans the roles of the users: creates those that are missing, marks them, and lets them log in as
 * the authentication mode requires. Their passwords are compared by logging in, since the catalog
 * shows none.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-createrole.html">CREATE ROLE</a>
 */
final class UsersPlan {

  /** Membership in it makes RDS authenticate the role by IAM token, and refuse its password. */
  private static final String RDS_IAM = "rds_iam";

  private static final String PURPOSE = "an application's user";

  private final PlanInput input;
  private final PresentCluster cluster;
  private final DepartingUsers departing;

  UsersPlan(PlanInput input, PresentCluster cluster, DepartingUsers departing) {
    this.input = input;
    this.cluster = cluster;
    this.departing = departing;
  }

  /** Refuses what must not or cannot be touched. */
  void check() {
    for (DatabaseUser user : input.state().users()) {
      String name = user.name().value();
      if (name.equals(cluster.admin())) {
        throw new FunctionException(
            FailureKind.INVALID_PROPERTY,
            "User '%s' is the admin user of the cluster; give the application a user of its own."
                .formatted(name));
      }
      cluster.role(name).ifPresent(this::check);
      cluster.role(name).or(() -> departing.renamedTo(user)).ifPresent(this::checkSwitch);
    }
    if (!mode().byPassword() && cluster.role(RDS_IAM).isEmpty()) {
      throw new FunctionException(
          FailureKind.STATEMENT_FAILED,
          "The cluster has no role rds_iam, which end-to-end IAM authentication needs; enable IAM database authentication on an Aurora cluster, or use the mode SECRETS.");
    }
  }

  private void check(PresentRole role) {
    RoleRules.checkPowerless(role, cluster, PURPOSE);
    if (role.mark().flatMap(Mark::databaseOrigin).isPresent()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "User '%s' is the owner of database '%s'; give the application a user of its own."
              .formatted(role.name(), role.mark().orElseThrow().database()));
    }
    RoleRules.inUse("role", role.name(), role.mark(), input);
    RoleRules.checkAdministrable(role, cluster);
    checkAuthentication(role);
  }

  /**
   * Refuses to take from a proxy the only way in that it has. After a step between, it has both.
   * What is taken over from another resource is let in the way that it has to be from now on.
   */
  private void checkSwitch(PresentRole role) {
    Optional<AuthenticationMode> step =
        input.formerMode().flatMap(former -> mode().stepFrom(former));
    boolean isOurs = role.mark().filter(mark -> mark.isBy(input.resource())).isPresent();
    if (step.isPresent()
        && isOurs
        && !input.state().adopt()
        && isMember(role) == mode().byPassword()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property AuthenticationMode changes from %s to %s, and logins would be refused until the proxy has changed, too; deploy %s first, and %s after that."
              .formatted(input.formerMode().orElseThrow(), mode(), step.get(), mode()));
    }
  }

  private AuthenticationMode mode() {
    return input.state().authenticationMode();
  }

  private boolean isMember(PresentRole role) {
    return cluster.membershipsOf(role.name()).anyMatch(group -> group.role().equals(RDS_IAM));
  }

  /**
   * Refuses a role that reaches rds_iam through another one: the cluster would refuse its password,
   * and to leave the other role may cost it more than that.
   */
  private void checkAuthentication(PresentRole role) {
    Optional<String> between =
        cluster
            .membershipsOf(role.name())
            .map(Membership::role)
            .filter(group -> cluster.reachableFrom(group).contains(RDS_IAM))
            .findFirst();
    if (mode().byPassword() && between.isPresent()) {
      throw new FunctionException(
          FailureKind.INSUFFICIENT_PRIVILEGE,
          "The role '%s' is a member of rds_iam through %s, so the cluster refuses its password; a DBA has to run: REVOKE %s FROM %s;"
              .formatted(
                  role.name(),
                  ForeignText.name(between.get()),
                  Sql.shown(Sql.name(between.get())),
                  Sql.name(role.name())));
    }
  }

  /** The users whose roles are missing. */
  Set<Identifier> missing() {
    return input.state().users().stream()
        .filter(user -> cluster.role(user.name().value()).isEmpty())
        .filter(user -> departing.renamedTo(user).isEmpty())
        .map(DatabaseUser::name)
        .collect(Collectors.toSet());
  }

  /** Creates the roles that are missing, and repairs what differs in the others. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (DatabaseUser user : input.state().users()) {
      Optional<PresentRole> present = cluster.role(user.name().value());
      Optional<PresentRole> former = departing.renamedTo(user);
      if (present.isPresent()) {
        changes.addAll(repair(user, present.get()));
      } else if (former.isPresent()) {
        changes.add(
            Change.of(
                "renamed role %s to %s".formatted(former.get().name(), user.name()),
                RoleRules.alter(former.get().name(), "RENAME TO " + user.name().quoted())));
        changes.add(mark(user, former.get()));
      } else {
        changes.addAll(create(user));
      }
    }
    return changes;
  }

  private List<Change> create(DatabaseUser user) {
    String name = user.name().value();
    StringBuilder sql = new StringBuilder("CREATE ROLE ").append(user.name().quoted());
    sql.append(" LOGIN");
    if (user.connectionLimit() >= 0) {
      sql.append(" CONNECTION LIMIT ").append(user.connectionLimit());
    }
    List<Change> changes = new ArrayList<>();
    Mark mark = Mark.created(input.resource(), input.database()).with(user.secretArn());
    if (mode().byPassword()) {
      sql.append(" PASSWORD ").append(Sql.literal(input.verifiers().apply(user.name())));
    }
    changes.add(Change.confidential("created role " + name, sql.toString()));
    changes.add(Change.silent(RoleRules.comment(name, "", mark)));
    if (!mode().byPassword()) {
      changes.add(joinIam(user));
    }
    return changes;
  }

  private Change joinIam(DatabaseUser user) {
    return Change.of(
        "granted rds_iam to role " + user.name(),
        "GRANT %s TO %s".formatted(RDS_IAM, user.name().quoted()));
  }

  private Change mark(DatabaseUser user, PresentRole role) {
    Mark wanted = RoleRules.inUse("role", role.name(), role.mark(), input).with(user.secretArn());
    return Change.of(
        "marked role " + user.name(),
        RoleRules.comment(user.name().value(), role.comment(), wanted));
  }

  private List<Change> repair(DatabaseUser user, PresentRole role) {
    String name = role.name();
    List<Change> changes = new ArrayList<>();
    Mark wanted = RoleRules.inUse("role", name, role.mark(), input).with(user.secretArn());
    changes.addAll(authentication(user, role, wanted));
    if (!wanted.in(role.comment()).equals(role.comment())) {
      changes.add(mark(user, role));
    }
    if (!role.login()) {
      changes.add(
          Change.of("allowed role %s to log in".formatted(name), RoleRules.alter(name, "LOGIN")));
    }
    if (role.expires()) {
      changes.add(
          Change.of(
              "removed the expiry of role " + name,
              RoleRules.alter(name, "VALID UNTIL 'infinity'")));
    }
    if (user.connectionLimit() != role.connectionLimit()) {
      changes.add(
          Change.of(
              "set the connection limit of role %s to %s".formatted(name, user.connectionLimit()),
              RoleRules.alter(name, "CONNECTION LIMIT " + user.connectionLimit())));
    }
    return changes;
  }

  /**
   * What makes the server ask for the other proof. While it asks for a token, no password is asked
   * for, so one that has to go may go before or after, and one that has to hold is set before.
   */
  private List<Change> authentication(DatabaseUser user, PresentRole role, Mark wanted) {
    List<Change> changes = new ArrayList<>();
    boolean member = isMember(role);
    if (mode().byPassword()) {
      if (member) {
        changes.add(
            Change.confidential(
                "set the password of role " + role.name(),
                RoleRules.alter(
                    role.name(), "PASSWORD " + Sql.literal(input.verifiers().apply(user.name())))));
        changes.add(
            Change.of(
                "revoked rds_iam from role " + role.name(),
                "REVOKE %s FROM %s".formatted(RDS_IAM, user.name().quoted())));
      }
      return changes;
    }
    if (!member) {
      changes.add(joinIam(user));
    }
    // The catalog shows no password; a mark with a secret says that there is one.
    boolean secretLeaves =
        wanted.secretArn().isEmpty() && role.mark().flatMap(Mark::secretArn).isPresent();
    if (mode() == AuthenticationMode.END_TO_END_IAM && (!member || secretLeaves)) {
      changes.add(
          Change.of(
              "removed the password of role " + role.name(),
              RoleRules.alter(role.name(), "PASSWORD NULL")));
    }
    return changes;
  }
}
