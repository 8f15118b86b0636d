package org.manualkey.fault;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequestManager;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A Java process that stands still before every step that changes files. As it then leaves the
 * files, SIGKILL would: the kernel has all that was done, and nothing that was not.
 */
final class SteppedProcess implements AutoCloseable {
  /** The classes of the JDK through which files are changed. */
  private static final Set<String> CLASSES =
      Set.of("sun.nio.fs.UnixNativeDispatcher", "sun.nio.ch.UnixFileDispatcherImpl");

  private static final Set<String> STEPS =
      Set.of(
          "open",
          "openat",
          "chmod",
          "fchmod",
          "chown",
          "lchown",
          "fchown",
          "rename",
          "renameat",
          "unlink",
          "unlinkat",
          "write",
          "pwrite",
          "writev",
          "truncate",
          "force");

  private final ListeningConnector connector;
  private final Map<String, Connector.Argument> arguments;
  private final String address;

  /** One that can be started. */
  SteppedProcess() throws Exception {
    connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(each -> each.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    arguments = connector.defaultArguments();
    arguments.get("localAddress").setValue("127.0.0.1");
    arguments.get("port").setValue("0");
    arguments.get("timeout").setValue("60000");
    address = connector.startListening(arguments);
  }

  /** What the environment of the process must have, with {@code JDK_JAVA_OPTIONS} as its name. */
  String options() {
    return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:"
        + address.substring(address.lastIndexOf(':') + 1);
  }

  /**
   * Lets the process run to its end.
   *
   * @param before what happens before each step, with its name, while the process stands still
   */
  void run(Consumer<String> before) throws Exception {
    VirtualMachine machine = connector.accept(arguments);
    EventRequestManager requests = machine.eventRequestManager();
    for (String name : CLASSES) {
      ClassPrepareRequest request = requests.createClassPrepareRequest();
      request.addClassFilter(name);
      request.enable();
      machine.classesByName(name).forEach(type -> stopIn(type, requests));
    }
    try {
      boolean runs = true;
      while (runs) {
        EventSet events = machine.eventQueue().remove();
        for (Event event : events) {
          switch (event) {
            case ClassPrepareEvent prepared -> stopIn(prepared.referenceType(), requests);
            case BreakpointEvent stopped -> before.accept(stopped.location().method().name());
            case VMDisconnectEvent _ -> runs = false;
            default -> {}
          }
        }
        events.resume();
      }
    } catch (VMDisconnectedException e) {
      // it was killed
    }
  }

  private static void stopIn(ReferenceType type, EventRequestManager requests) {
    for (Method method : type.methods()) {
      if (STEPS.contains(method.name()) && !method.isNative() && !method.isAbstract()) {
        requests.createBreakpointRequest(method.location()).enable();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connector.stopListening(arguments);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }
}
