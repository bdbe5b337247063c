package io.github.auroraproxy.customresource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/**
 * pgjdbc, until a given statement: when the server has executed it, something happens, such as the
 * loss of every connection. Counts the statements, a COMMIT among them.
 */
final class CuttingDriver implements Driver {

  /** The function's process is gone, and no code of it goes on. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  private final Driver driver = new org.postgresql.Driver();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final int last;
  private final Runnable then;
  private final List<String> executed = new ArrayList<>();
  private final AtomicInteger connected = new AtomicInteger();
  private boolean killed;

  private CuttingDriver(int last, Runnable then) {
    this.last = last;
    this.then = then;
  }

  /** Only counts. */
  static CuttingDriver counting() {
    return new CuttingDriver(0, () -> {});
  }

  /** Ends the function after a statement, as a crash does. */
  static CuttingDriver killingAfter(int statement) {
    return new CuttingDriver(statement, null);
  }

  /** Breaks every connection after a statement, once; the function itself goes on. */
  static CuttingDriver disconnectingAfter(int statement) {
    CuttingDriver[] self = new CuttingDriver[1];
    self[0] = new CuttingDriver(statement, () -> self[0].abortAll());
    return self[0];
  }

  /** Does something after a statement, once. */
  static CuttingDriver doingAfter(int statement, Runnable then) {
    return new CuttingDriver(statement, then);
  }

  /** How many connections were made. */
  int connected() {
    return connected.get();
  }

  int executed() {
    return executed.size();
  }

  /** The text of the n-th statement, counted from 1. */
  String statement(int n) {
    return executed.get(n - 1);
  }

  boolean isReading(int n) {
    return statement(n).strip().toUpperCase(Locale.ROOT).matches("(?s)(SELECT|SHOW|WITH)\\b.*");
  }

  private void abortAll() {
    for (Connection connection : connections) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
    connections.clear();
  }

  private void count(String statement) {
    executed.add(statement);
    if (executed.size() == last) {
      if (then == null) {
        killed = true;
        abortAll();
        throw new Killed();
      }
      then.run();
    }
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    if (killed) {
      throw new Killed();
    }
    Connection connection = driver.connect(url, info);
    connected.incrementAndGet();
    connections.add(connection);
    return proxied(Connection.class, connection, "COMMIT");
  }

  /**
   * @param sql what it executes if no argument says so
   */
  private <T> T proxied(Class<T> type, T target, String sql) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (killed) {
            throw new Killed();
          }
          Object result;
          try {
            result = method.invoke(target, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          if (method.getName().startsWith("execute") || method.getName().equals("commit")) {
            count(text(arguments, sql));
          }
          if (result instanceof CallableStatement statement) {
            return proxied(CallableStatement.class, statement, text(arguments, sql));
          }
          if (result instanceof PreparedStatement statement) {
            return proxied(PreparedStatement.class, statement, text(arguments, sql));
          }
          if (result instanceof Statement statement) {
            return proxied(Statement.class, statement, "");
          }
          return result;
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static String text(Object[] arguments, String otherwise) {
    return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
        ? sql
        : otherwise;
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
    return driver.getParentLogger();
  }
}
