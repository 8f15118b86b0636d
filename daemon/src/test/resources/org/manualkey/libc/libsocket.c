/*
 * What the daemon calls of getpeerucred(3C) and ucred_get(3C), with numbers whose upper bit is set, and an effective
 * group that is not among the groups. The process is the one that Linux names.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  pid_t pid;
  int known;
  gid_t groups[2];
} ucred_t;

int getpeerucred(int descriptor, ucred_t **credentials) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (*credentials != NULL) { /* else it would be taken for a place to write to */
    errno = EINVAL;
    return -1;
  }
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return -1;
  }
  ucred_t *made = malloc(sizeof *made);
  made->pid = peer.pid;
  made->known = getenv("PLAYED_UNKNOWN") == NULL;
  made->groups[0] = 7;
  made->groups[1] = 0xfffffffd;
  *credentials = made;
  return 0;
}

uid_t ucred_geteuid(const ucred_t *credentials) { return credentials->known ? 0xfffffffe : (uid_t) -1; }

gid_t ucred_getegid(const ucred_t *credentials) { return credentials->known ? 12 : (gid_t) -1; }

pid_t ucred_getpid(const ucred_t *credentials) { return credentials->pid; }

int ucred_getgroups(const ucred_t *credentials, const gid_t **groups) {
  if (!credentials->known) {
    return -1;
  }
  *groups = credentials->groups;
  return 2;
}

void ucred_free(ucred_t *credentials) {
  credentials->groups[0] = 0;
  free(credentials);
  if (write(STDOUT_FILENO, "freed\n", 6) != 6) {
    abort();
  }
}
