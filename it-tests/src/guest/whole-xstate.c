/*
 * Lets linux.uml run on processors with a large register state (Intel AMX: Sapphire Rapids and newer).
 * guest-console preloads it into linux.uml, and into nothing else.
 *
 * Before it lets a process of the guest run, the kernel (as of 6.12) writes the process's extended
 * registers with PTRACE_SETREGSET, from a buffer of a fixed size: 2,696 octets, which end after AVX-512
 * and PKRU. The host takes nothing but the whole state, and with AMX that has about 11,000 octets: it
 * answers EFAULT, and the guest panics at its first process. So this library comes between, and replaces
 * the C library's ptrace():
 *
 *   PTRACE_GETREGSET  reads the whole state, gives the caller what it has room for, and takes the
 *                     components that do not fit out of XSTATE_BV, as if they were in their initial state
 *   PTRACE_SETREGSET  fills up what the caller writes to the whole with zeros: the same state
 *
 * Only components above the caller's room are lost, and no process of the guest can use those: AMX has to
 * be asked for with arch_prctl(), which the guest's kernel does not pass on. Everything else goes to the
 * system call as it is, and so do these two where the whole state fits: nothing changes without AMX.
 *
 * So that a host without AMX can show all this, the environment variable XSTATE_SHORT=OCTETS makes the
 * caller's buffer end that far before the whole; the host refuses such a buffer for the same reason.
 * XSTATE_FILL=no leaves out the filling up: that is the failure.
 */
#include <cpuid.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NT_X86_XSTATE = 0x202, WHOLE_MAX = 64 << 10, COMPONENTS = 63 };

/* The state begins with the legacy area and a header. Its XCOMP_BV (octets 520 to 527) is always 0: ptrace
   uses the standard form only, in which every component has its place whichever are in use. */
enum { XSTATE_BV = 512, HEADER_END = 576 };

static size_t component_end[COMPONENTS]; /* 0: the processor does not have it */
static size_t shortened;
static int fill = 1;
static atomic_size_t whole; /* octets of the host's state; 0: not yet known */

static atomic_flag buffer_taken = ATOMIC_FLAG_INIT;
static unsigned char buffer[WHOLE_MAX];

/* CPUID is asked once: it leaves a virtual machine, which at every call would take longer than the call. */
__attribute__((constructor)) static void start(void) {
  unsigned a, b, c, d;
  if (__get_cpuid_count(0xd, 0, &a, &b, &c, &d)) {
    uint64_t enabled = (uint64_t)d << 32 | a;
    for (unsigned i = 2; i < COMPONENTS; i++) {
      if (enabled >> i & 1 && __get_cpuid_count(0xd, i, &a, &b, &c, &d)) component_end[i] = (size_t)b + a;
    }
  }
  const char *value = getenv("XSTATE_SHORT");
  if (value) shortened = strtoul(value, NULL, 10);
  value = getenv("XSTATE_FILL");
  if (value) fill = strcmp(value, "no") != 0;
}

/* The stacks of linux.uml are small, and it keeps to one thread; should two calls ever meet here, or a
   signal handler interrupt one, the second gets a buffer of its own. */
static unsigned char *take(void) {
  if (!atomic_flag_test_and_set(&buffer_taken)) return buffer;
  void *own = mmap(NULL, WHOLE_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return own == MAP_FAILED ? NULL : own; /* errno is ENOMEM */
}

static void give_back(unsigned char *taken) {
  int error = errno;
  if (taken == buffer) atomic_flag_clear(&buffer_taken);
  else munmap(taken, WHOLE_MAX);
  errno = error;
}

/* How much of the caller's buffer is used. */
static size_t room(const struct iovec *caller) {
  size_t pretended = whole > shortened ? whole - shortened : 0;
  return shortened && caller->iov_len > pretended ? pretended : caller->iov_len;
}

static long get(pid_t pid, void *type, struct iovec *caller) {
  unsigned char *state = take();
  if (!state) return -1;
  struct iovec all = {state, WHOLE_MAX};
  long result = syscall(SYS_ptrace, PTRACE_GETREGSET, pid, type, &all);
  if (result >= 0) {
    whole = all.iov_len;
    size_t length = room(caller);
    if (length >= all.iov_len) {
      length = all.iov_len;
    } else if (length >= HEADER_END) {
      uint64_t in_use;
      memcpy(&in_use, state + XSTATE_BV, sizeof in_use);
      for (unsigned i = 2; i < COMPONENTS; i++) {
        if (component_end[i] > length) in_use &= ~((uint64_t)1 << i);
      }
      memcpy(state + XSTATE_BV, &in_use, sizeof in_use);
    }
    memcpy(caller->iov_base, state, length);
    caller->iov_len = length;
  }
  give_back(state);
  return result;
}

static long set(pid_t pid, void *type, struct iovec *caller) {
  size_t length = room(caller);
  /* Without a header, the zeros would pass for some of the caller's registers. */
  if (!fill || length < HEADER_END) {
    struct iovec part = {caller->iov_base, length};
    return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, type, &part);
  }
  unsigned char *state = take();
  if (!state) return -1;
  memcpy(state, caller->iov_base, length);
  memset(state + length, 0, whole - length);
  struct iovec all = {state, whole};
  long result = syscall(SYS_ptrace, PTRACE_SETREGSET, pid, type, &all);
  if (result >= 0) caller->iov_len = length;
  give_back(state);
  return result;
}

/* As in <sys/ptrace.h>: whoever leaves arguments out leaves them undefined, here and in the C library. */
long ptrace(enum __ptrace_request request, ...) {
  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);

  if ((uintptr_t)address == NT_X86_XSTATE && data) {
    if (request == PTRACE_GETREGSET && (!whole || room(data) < whole)) return get(pid, address, data);
    if (request == PTRACE_SETREGSET && whole && room(data) < whole) return set(pid, address, data);
  }

  /* The C library returns the word; the system call writes it to where the fourth argument points. */
  long word;
  int peek = request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER;
  long result = syscall(SYS_ptrace, request, pid, address, peek ? &word : data);
  if (!peek || result < 0) return result;
  errno = 0; /* -1 may be the word */
  return word;
}
