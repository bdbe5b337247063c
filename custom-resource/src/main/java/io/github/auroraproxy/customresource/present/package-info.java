/**
 * What the cluster and the database hold now, as read from the catalogs of PostgreSQL in a few
 * queries. No row of a table is read but those of the migration history.
 */
package io.github.auroraproxy.customresource.present;
