package io.github.auroraproxy.constructs;

import java.util.List;
import org.immutables.value.Value;

/** Properties of {@link ApplicationDatabase}. */
@Value.Immutable
public interface ApplicationDatabaseProps extends ApplicationDatabaseOptions {

  /** The cluster to prepare. */
  AuroraCluster getCluster();

  /** The users that get a role in the database, all of one authentication mode; none by default. */
  List<AppUser> getUsers();

  /** A new builder. */
  static Builder builder() {
    return new Builder();
  }

  /** Builds {@link ApplicationDatabaseProps}. */
  final class Builder extends ImmutableApplicationDatabaseProps.Builder {}
}
