/**
 * What the packages of this library share. It is no API: other apps must not use this package or
 * those below it, and any release may change them.
 */
package io.github.auroraproxy.internal;
