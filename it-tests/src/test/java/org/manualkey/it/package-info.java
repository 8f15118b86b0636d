/** The installed form, run in containers as a user would run it. */
package org.manualkey.it;
