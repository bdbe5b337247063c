/**
 * The contracts between modules that no compiler checks. Each test compares both sides, so it fails
 * if one of them changes alone.
 */
package io.github.auroraproxy.test.contract;
