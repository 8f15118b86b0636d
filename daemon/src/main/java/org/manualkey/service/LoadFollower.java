package org.manualkey.service;

/** Learns of every load of the key file, on the thread of the database. */
public interface LoadFollower {
  /** Learns nothing. */
  LoadFollower NONE =
      new LoadFollower() {
        @Override
        public void begins() {}

        @Override
        public void ended(ServiceStatus status) {}
      };

  /** The key file is about to be read. */
  void begins();

  /**
   * The load succeeded, failed, or waits for another attempt.
   *
   * @param status what it left
   */
  void ended(ServiceStatus status);
}
