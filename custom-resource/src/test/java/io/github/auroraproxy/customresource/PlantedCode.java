package io.github.auroraproxy.customresource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PL/pgSQL that an attacker leaves behind. It writes to the server's log as whom it runs, which no
 * rollback takes back, and tries to make a role more powerful.
 *
 * @param author who plants it, and how, without a vertical bar
 * @param user the role that is to have more power
 */
record PlantedCode(String author, String user) {

  private static final Pattern LINE =
      Pattern.compile(
          ".* LOG:  planted\\|(?<author>[^|]*)\\|(?<what>.*)\\|(?<current>[^|]*)\\|(?<session>[^|]*)");

  /**
   * Planted code that ran.
   *
   * @param author who planted it, and how
   * @param what it was
   * @param currentUser as whom it ran
   * @param sessionUser whose session it was
   */
  record Sighting(String author, String what, String currentUser, String sessionUser) {

    boolean is(String role) {
      return currentUser.equals(role) || sessionUser.equals(role);
    }
  }

  /** The body of a function in PL/pgSQL, quoted. */
  String body(String what, String result) {
    return """
        $planted$
        BEGIN
          RAISE LOG 'planted|%s|%s|%%|%%', CURRENT_USER, SESSION_USER;
          BEGIN
            EXECUTE 'ALTER ROLE "%s" CREATEROLE CREATEDB';
          EXCEPTION WHEN OTHERS THEN
            NULL;
          END;
          %s;
        END
        $planted$"""
        .formatted(author, what.replace("'", "''").replace("%", "%%"), user, result);
  }

  /** CREATE FUNCTION; its options, such as SECURITY DEFINER, may stand with the type. */
  String function(String signature, String returns, String what, String result) {
    // Or a lock that the session's own run holds would keep it waiting for itself.
    return "CREATE FUNCTION %s RETURNS %s LANGUAGE plpgsql SET lock_timeout = '200ms' AS %s"
        .formatted(signature, returns, body(what, result));
  }

  /** CREATE FUNCTION for triggers of every kind. */
  String triggerFunction(String name, String what) {
    return function(
        name + "()",
        "trigger",
        what,
        "IF TG_OP OPERATOR(pg_catalog.=) 'DELETE' THEN RETURN OLD; END IF; RETURN NEW");
  }

  /** The moment from which on {@link #sightings} looks. */
  static long mark(TestCluster cluster) {
    try {
      return Files.size(cluster.aurora().serverLog());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All planted code that has run since. */
  static List<Sighting> sightings(TestCluster cluster, long mark) {
    try (InputStream log = Files.newInputStream(cluster.aurora().serverLog())) {
      log.skipNBytes(mark);
      return new String(log.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(LINE::matcher)
          .filter(Matcher::matches)
          .map(
              line ->
                  new Sighting(
                      line.group("author"),
                      line.group("what"),
                      line.group("current"),
                      line.group("session")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
