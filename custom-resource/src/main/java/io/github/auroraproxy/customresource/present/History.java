package io.github.auroraproxy.customresource.present;

import java.util.List;

/**
 * Flyway's history in the schema public.
 *
 * @param exists whether there is a relation of that name
 * @param owner the role that owns it, empty without one
 * @param plain whether reading it evaluates nothing that somebody wrote: an ordinary table without
 *     row security whose columns have types of PostgreSQL's own
 * @param applied its rows, empty unless it is plain
 */
public record History(boolean exists, String owner, boolean plain, List<AppliedMigration> applied) {

  /** No history yet. */
  public static final History NONE = new History(false, "", true, List.of());
}
