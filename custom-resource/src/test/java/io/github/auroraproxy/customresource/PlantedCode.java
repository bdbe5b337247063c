package io.github.auroraproxy.customresource;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PL/pgSQL that an attacker leaves behind. It writes to the server's log as whom it runs, which no
 * rollback takes back, and tries to make its author's role more powerful.
 *
 * @param technique how it is planted
 * @param author who plants it
 */
record PlantedCode(Technique technique, Level author) {

  private static final Pattern LINE =
      Pattern.compile(
          ".* LOG:  planted\\|(?<technique>[A-Z_0-9]+)\\|(?<author>[A-Z_]+)\\|(?<what>.*)\\|(?<current>[^|]*)\\|(?<session>[^|]*)");

  /**
   * Planted code that ran.
   *
   * @param technique how it was planted
   * @param author who planted it
   * @param what it was
   * @param currentUser as whom it ran
   * @param sessionUser whose session it was
   */
  record Sighting(
      Technique technique, Level author, String what, String currentUser, String sessionUser) {

    boolean is(String role) {
      return currentUser.equals(role) || sessionUser.equals(role);
    }
  }

  /** The body of a function in PL/pgSQL, quoted. */
  String body(String what, String result) {
    return """
        $planted$
        BEGIN
          RAISE LOG 'planted|%s|%s|%s|%%|%%', CURRENT_USER, SESSION_USER;
          BEGIN
            EXECUTE 'ALTER ROLE "%s" CREATEROLE CREATEDB';
          EXCEPTION WHEN OTHERS THEN
            NULL;
          END;
          %s;
        END
        $planted$"""
        .formatted(
            technique, author, what.replace("'", "''").replace("%", "%%"), author.user(), result);
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

  /** What a line of the server's log tells of planted code, or null. */
  static Sighting sighting(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? new Sighting(
            Technique.valueOf(matcher.group("technique")),
            Level.valueOf(matcher.group("author")),
            matcher.group("what"),
            matcher.group("current"),
            matcher.group("session"))
        : null;
  }
}
