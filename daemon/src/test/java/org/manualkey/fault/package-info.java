/**
 * What is done to a daemon that must not harm it. After each fault, and for a killed daemon after
 * its next start: the SADB is the old or the new one, the status says which, and the next command
 * works.
 *
 * <table>
 * <caption>Faults, and where they are brought about</caption>
 * <tr><th>fault</th><th>tests</th></tr>
 * <tr><td>kill at every step of enable, refresh, disable and setprop: files and requests</td>
 *   <td>{@code FaultAtEveryStepTest}; at every request of each way to load, on memory and on the
 *   guest kernel: {@code service.KilledLoadContract}; whole processes, at random, and a save: {@code
 *   KilledProcessTest}, {@code it.KilledOnKernel}</td></tr>
 * <tr><td>kill at every step of a save over an existing file, of the client and of the daemon</td>
 *   <td>{@code SaveAtEveryStepTest}</td></tr>
 * <tr><td>disk full, inodes gone, a disk that fails</td>
 *   <td>{@code FaultAtEveryStepTest} at every write, creation and sync; {@code FullDiskTest} and
 *   {@code FullDiskByXfrmContract} on a real file system; of a save: {@code app.DaemonProcessTest}</td></tr>
 * <tr><td>descriptors gone</td>
 *   <td>{@code FaultAtEveryStepTest} at every open; {@code LackOfDescriptorsTest} in a running
 *   process; {@code server.AcceptLoopTest}</td></tr>
 * <tr><td>memory gone</td>
 *   <td>{@code service.MemoryGoneTest} at every step of a load, {@code service.CutOffLoadTest}; {@code
 *   sadb.memory.FullHeapTest} at every step of an insertion; {@code SmallHeapTest} in a running
 *   process: loads, files, pipes, checks, dumps and saves</td></tr>
 * <tr><td>a silent name server</td>
 *   <td>{@code SilentNameServerTest}; {@code libc.NameServiceTest}</td></tr>
 * <tr><td>a kernel that loses replies or events, or sends what cannot be read</td>
 *   <td>{@code sadb.linux.afkey.KernelFaultsTest}, {@code sadb.linux.xfrm.XfrmFaultsTest}, {@code
 *   sadb.linux.events.KernelEventsTest}, {@code service.SaWatcherTest}</td></tr>
 * <tr><td>a clock that jumps</td><td>{@code JumpingClockTest}</td></tr>
 * <tr><td>a log that blocks</td>
 *   <td>{@code app.DaemonProcessTest}, {@code app.LogQueueTest}, {@code TerminationTest}</td></tr>
 * <tr><td>1,000 connections on either socket, 256 sessions of root that do not read</td>
 *   <td>{@code ManySessionsTest}; {@code server.ManyClientsTest}, {@code
 *   server.OpenSocketTest}</td></tr>
 * <tr><td>clients that go away</td>
 *   <td>{@code server.GoneClientTest}, {@code program.GoneClientTest}</td></tr>
 * <tr><td>a thread that hangs, or that ends</td>
 *   <td>{@code app.WatchdogTest}, {@code server.AcceptLoopTest}</td></tr>
 * <tr><td>a user who tries all this</td><td>{@code it.HostileUserIT}</td></tr>
 * <tr><td>SIGTERM in the states that {@code TerminationTest.State} lists</td>
 *   <td>{@code TerminationTest}</td></tr>
 * </table>
 */
package org.manualkey.fault;
