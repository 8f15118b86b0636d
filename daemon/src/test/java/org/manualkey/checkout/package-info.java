/** The command {@code manual-key} of a checkout, run where something is missing. */
package org.manualkey.checkout;
