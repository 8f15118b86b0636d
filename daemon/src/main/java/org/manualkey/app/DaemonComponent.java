package org.manualkey.app;

import dagger.BindsInstance;
import dagger.Component;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.manualkey.service.Configuration;
import org.manualkey.service.SmfInstance;

/** The parts of the daemon. */
@Singleton
@Component(modules = DaemonModule.class)
interface DaemonComponent {
  Daemon daemon();

  /**
   * Reads the configuration and creates the component.
   *
   * @param kernel of this host
   * @param smf the instance of SMF that it is the daemon of, or null
   * @throws IOException if the configuration cannot be read
   */
  static DaemonComponent of(Options options, HostKernel kernel, @Nullable SmfInstance smf)
      throws IOException {
    return DaggerDaemonComponent.factory().create(options, kernel, options.configuration(smf));
  }

  /** Creates the component from what is known at the start. */
  @Component.Factory
  interface Factory {
    DaemonComponent create(
        @BindsInstance Options options,
        @BindsInstance HostKernel kernel,
        @BindsInstance Configuration configuration);
  }
}
