package io.github.auroraproxy.constructs;

import org.immutables.value.Value;

/** What is to be decided about the application's user, alone or as part of a proxy. */
public interface AppUserOptions {

  /**
   * The user's name in PostgreSQL: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code app_user}.
   */
  @Value.Default
  default String getUserName() {
    return "app_user";
  }

  /**
   * What the user may do in the application's database.
   *
   * <p>Default: {@link Privileges#ALL}.
   */
  @Value.Default
  default Privileges getPrivileges() {
    return Privileges.ALL;
  }
}
