package io.github.auroraproxy.localaws;

/**
 * A statement as the server logged it before running it.
 *
 * @param user the role that sent it
 * @param database the database it was sent to
 * @param sql its text, on as many lines as it was sent
 */
public record LoggedStatement(String user, String database, String sql) {}
