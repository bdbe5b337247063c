package io.github.auroraproxy.customresource.present;

import java.util.List;

/**
 * Default privileges that a role gives on what it creates later.
 *
 * @param role the role that creates
 * @param schema where, as it stands in a statement; empty for everywhere
 * @param objects as ALTER DEFAULT PRIVILEGES names them
 * @param grants to PUBLIC and the users
 */
public record DefaultPrivilege(String role, String schema, String objects, List<Grant> grants) {}
