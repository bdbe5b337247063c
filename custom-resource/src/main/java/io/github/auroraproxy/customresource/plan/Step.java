package io.github.auroraproxy.customresource.plan;

import java.util.List;

/**
 * Changes that are applied in one database, one after the other.
 *
 * @param place in which database
 * @param atomic whether all of them take effect or none; otherwise each has a transaction of its
 *     own or, as CREATE DATABASE demands, none
 * @param changes in their order
 */
public record Step(Place place, boolean atomic, List<Change> changes) {

  /** The databases that changes are applied in. */
  public enum Place {
    /** The database from which roles and databases are managed. */
    MAINTENANCE,
    /** The application's database. */
    APPLICATION
  }
}
