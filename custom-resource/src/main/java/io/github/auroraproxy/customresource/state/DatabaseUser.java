package io.github.auroraproxy.customresource.state;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user of the database in the desired state.
 *
 * @param name the role
 * @param secretArn the secret with its password; may be absent if the server does not ask for it
 * @param privileges what it may do in the database
 * @param connectionLimit concurrent connections, -1 for no limit
 * @param settings parameters of its sessions in this database, by name in lower case
 * @param executableRoutines routines of the owner that it may execute whatever its level says, as
 *     {@code schema.name}; every overload
 */
public record DatabaseUser(
    Identifier name,
    Optional<String> secretArn,
    Privileges privileges,
    int connectionLimit,
    Map<String, String> settings,
    Set<String> executableRoutines) {}
