/*
 * What the daemon calls of libscf(3LIB). The requests are lines of a file, on which the played restarter acts when
 * it will; the state is what it has written to another one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *played(const char *name, const char *mode) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", getenv("PLAYED"), name);
  return fopen(path, mode);
}

static int request(const char *what, const char *fmri) {
  FILE *requests = played("requests", "a");
  if (requests == NULL) {
    return -1;
  }
  fprintf(requests, "%s %s\n", what, fmri);
  return fclose(requests);
}

int smf_degrade_instance(const char *fmri, int flags) {
  return request(flags == 0 ? "degrade" : "degrade with flags", fmri);
}

int smf_restore_instance(const char *fmri) { return request("restore", fmri); }

/* SCF_ERROR_PERMISSION_DENIED is one of those that a request may fail with. */
int scf_error(void) { return 1; }

const char *scf_strerror(int error) { return error == 1 ? "permission denied" : "?"; }

char *smf_get_state(const char *fmri) {
  char state[64];
  FILE *file = fmri == NULL ? NULL : played("state", "r");
  if (file == NULL || fgets(state, sizeof state, file) == NULL) {
    return NULL;
  }
  fclose(file);
  return strdup(state);
}
