package io.github.auroraproxy.customresource.present;

import io.github.auroraproxy.customresource.state.Mark;
import java.util.Map;
import java.util.Optional;

/**
 * A role as the catalog shows it.
 *
 * @param name its name
 * @param attributes what the role may do in the cluster
 * @param login whether it may log in
 * @param connectionLimit concurrent connections, -1 for no limit
 * @param expires whether its password is valid up to a moment only
 * @param administrable whether the admin may alter it
 * @param inherited whether the admin has its privileges
 * @param sessions how many sessions it has in the cluster
 * @param comment its comment, empty without one
 * @param settings parameters of its sessions in the application's database, by name as it was set
 */
public record PresentRole(
    String name,
    Attributes attributes,
    boolean login,
    int connectionLimit,
    boolean expires,
    boolean administrable,
    boolean inherited,
    int sessions,
    String comment,
    Map<String, String> settings) {

  /**
   * Attributes that give power over the cluster.
   *
   * @param superuser whether no check applies
   * @param createRole whether it may create roles
   * @param createDb whether it may create databases
   * @param replication whether it may read every change
   * @param bypassRls whether row security does not apply
   */
  public record Attributes(
      boolean superuser,
      boolean createRole,
      boolean createDb,
      boolean replication,
      boolean bypassRls) {

    /** The clause of ALTER ROLE that takes the attributes away, empty if there are none. */
    public String removal() {
      StringBuilder clause = new StringBuilder();
      clause.append(superuser ? " NOSUPERUSER" : "");
      clause.append(createRole ? " NOCREATEROLE" : "");
      clause.append(createDb ? " NOCREATEDB" : "");
      clause.append(replication ? " NOREPLICATION" : "");
      clause.append(bypassRls ? " NOBYPASSRLS" : "");
      return clause.toString().strip();
    }
  }

  /** The mark in its comment. */
  public Optional<Mark> mark() {
    return Mark.in(Optional.of(comment));
  }
}
